"""`python -m mohlat_contracts.generate [--check]`: JSON Schemas of all events, from the types.

With `--check` nothing is written; a schema that differs from the committed one, is missing or has no type fails.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from mohlat_contracts.codec import EVENTS

SCHEMAS = Path(__file__).parent.parent / "schemas"


def event_type(event: type[Any]) -> str:
    """The CloudEvents `type` of an event class."""
    return str(event.__struct_config__.tag)


def schemas() -> dict[str, str]:
    """File name to the text of its JSON Schema (2020-12), one for each event type."""
    return {f"{event_type(event)}.schema.json": _text(event) for event in EVENTS}


def _text(event: type[Any]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(event)}
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def differences(folder: Path = SCHEMAS) -> list[str]:
    """What is wrong with the committed schemas, in words; empty when nothing is."""
    wanted = schemas()
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    return [
        *(f"{name}: missing" for name in sorted(wanted.keys() - found.keys())),
        *(f"{name}: no event has this type" for name in sorted(found.keys() - wanted.keys())),
        *(f"{name}: differs from its type" for name in sorted(wanted) if name in found and found[name] != wanted[name]),
    ]


def write(folder: Path = SCHEMAS) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the committed schemas, write nothing")
    if not parser.parse_args().check:
        write()
        return 0
    problems = differences()
    for problem in problems:
        print(f"contracts/schemas/{problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
