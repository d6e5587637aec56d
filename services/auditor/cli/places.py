"""Where a local stack serves what is asked for, as it wrote itself when it started (`make demo`, `make up`)."""

import json
from contextlib import suppress
from pathlib import Path

FILES = (Path(".mohlat/demo/places.json"), Path(".mohlat/up/places.json"))


def place(name: str) -> str | None:
    """The address of a part of the stack that was started last from this folder; None where none was."""
    written = sorted((file for file in FILES if file.exists()), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in written:
        with suppress(OSError, ValueError, AttributeError):
            found = json.loads(file.read_text("utf-8")).get(name)
            if isinstance(found, str):
                return found
    return None
