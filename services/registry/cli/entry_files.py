"""Entries that are too long for a command line: YAML files with days of either calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typer
import yaml

from services.calendar.days import NoSuchDay, from_start, parse_day, until_end

DAYS: dict[str, Callable[[str], date | datetime]] = {
    "deadline": until_end,
    "at": until_end,
    "announced_at": from_start,
    "effective_from": from_start,
    "effective_until": until_end,
    "from": from_start,
    "until": until_end,
    "holds_at": from_start,
    "due": until_end,
    "since": until_end,
    "founded": from_start,
    "date": parse_day,
}
"""What a day means, by the name of its field."""
SHA256 = re.compile(r"[0-9a-f]{64}")


class _Loader(yaml.SafeLoader):
    """Leaves days as text: YAML's own are Gregorian, and a Jalali day among them would be read as another day."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_entry(file: Path, upload: Callable[[Path], str]) -> dict[str, Any]:
    """One entry; the `document` of an instrument, wherever in it, may be a file beside it, which is uploaded.

    Raises:
        typer.BadParameter: the file cannot be read, or a day in it is none.
    """
    entry = _load(file)
    if not isinstance(entry, dict):
        raise typer.BadParameter(f"{file} must hold one entry: names and their values")
    for instrument in _instruments(entry):
        document = instrument.get("document")
        if document and not SHA256.fullmatch(str(document)):
            instrument["document"] = upload(file.parent / str(document))
    return entry


def read_entries(file: Path) -> list[dict[str, Any]]:
    """A list of entries.

    Raises:
        typer.BadParameter: as `read_entry`.
    """
    entries = _load(file)
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise typer.BadParameter(f"{file} must hold a list of entries")
    return entries


def _instruments(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _instruments(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "instrument" and isinstance(each, dict):
                yield each
            else:
                yield from _instruments(each)


def _load(file: Path) -> Any:
    try:
        # Only a loader that can build nothing but plain values is safe, which this one is.
        loaded = yaml.load(file.read_text("utf-8"), _Loader)  # noqa: S506
        return _with_instants(loaded)
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror or error}") from error
    except (UnicodeDecodeError, yaml.YAMLError, NoSuchDay) as error:
        raise typer.BadParameter(f"{file}: {error}") from error


def _with_instants(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_instants(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: DAYS[name](each).isoformat().replace("+00:00", "Z")
        if name in DAYS and isinstance(each, str)
        else _with_instants(each)
        for name, each in value.items()
    }
