"""The configuration file as `enrol` writes it: whole or not at all."""

import json
import os
import secrets
from pathlib import Path

from mohlat_sdk.cli.configuration import FIELDS, Configuration

_HEAD = "# Written by `mohlat-agency enrol`. The private key is in the file named by `key`, never here.\n"


def write_configuration(file: Path, configuration: Configuration) -> bool:
    """Put it there; whether that changed anything."""
    text = as_toml(configuration)
    if file.exists() and file.read_text("utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with draft.open("x", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(file)
        sync_folder(file.parent)
    finally:
        draft.unlink(missing_ok=True)
    return True


def as_toml(configuration: Configuration) -> str:
    """The fields that are known. A JSON string is a TOML string as well."""
    values = {name: getattr(configuration, name) for name in FIELDS}
    return _HEAD + "".join(
        f"{name} = {json.dumps(str(value), ensure_ascii=False)}\n"
        for name, value in values.items()
        if value is not None
    )


def sync_folder(folder: Path) -> None:
    """A name in a folder outlives a power cut only once the folder itself is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
