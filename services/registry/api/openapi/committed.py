"""The description of the API that is committed, so that every change of the API is seen in a diff."""

import json
import sys
from pathlib import Path
from typing import Any, cast

from services.plumbing.health import Health

FILE = Path(__file__).parents[4] / "docs" / "api" / "registry.openapi.json"


def _document() -> str:
    """Of the whole API, the simulated clock's part included. Nothing is opened: describing asks nobody."""
    # Here and not above: the application itself imports this package.
    from services.registry.api.app import create_app

    nobody = cast(Any, None)
    app = create_app(nobody, Health(), nobody, simulated=True)
    return json.dumps(app.openapi(), ensure_ascii=False, indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """Write the document, or with `--check` say whether the committed one is what the code says; exit code."""
    document = _document()
    if "--check" in arguments:
        if FILE.exists() and FILE.read_text("utf-8") == document:
            return 0
        print(f"{FILE.name} is not what the code says: run `python -m {__package__}`", file=sys.stderr)
        return 1
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(document, "utf-8")
    return 0
