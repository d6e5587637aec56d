"""`python -m mohlat_contracts.vectors [--check]`: the conformance kit in `contracts/vectors`.

With `--check` nothing is written; a file that differs from the committed one, is missing or is not made here fails.
"""

import argparse
import json
import sys
from pathlib import Path

from mohlat_contracts.vectors import answers, good, keys, packed, refused, unsigned
from mohlat_contracts.vectors.moment import AT
from mohlat_contracts.vectors.packed import FOLDER
from mohlat_contracts.vectors.vector import Vector

BY_HAND = {"README.md"}


def files() -> dict[str, bytes]:
    """What `contracts/vectors` holds, by path, but for the README."""
    made = {f"{_folder(vector)}/{vector.name}.json": vector.text() for vector in _all()}
    made["keys.json"] = _keys()
    made["answers.json"] = answers.text()
    return {
        **{name: text.encode() for name, text in made.items()},
        **{each.name: each.data for each in packed.ALL},
    }


def differences(folder: Path = FOLDER) -> list[str]:
    """What is wrong with the committed files, in words; empty when nothing is."""
    wanted = files()
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [
        *(f"{name}: missing" for name in sorted(wanted.keys() - found.keys())),
        *(f"{name}: not made by the generator" for name in sorted(found.keys() - wanted.keys() - BY_HAND)),
        *(f"{name}: differs" for name in sorted(wanted) if name in found and found[name] != wanted[name]),
    ]


def write(folder: Path = FOLDER) -> None:
    for name, data in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _all() -> list[Vector]:
    vectors = [*good.vectors(), *unsigned.vectors(), *refused.vectors()]
    names = [vector.name for vector in vectors]
    if len(set(names)) != len(names):
        raise ValueError("two vectors of one name")
    return vectors


def _folder(vector: Vector) -> str:
    return "good" if vector.good else "bad"


def _keys() -> str:
    at = AT.isoformat().replace("+00:00", "Z")
    return json.dumps({"at": at, "keys": [key.entry() for key in keys.ALL]}, indent=2) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    if not parser.parse_args().check:
        write()
        return 0
    problems = differences()
    for problem in problems:
        print(f"contracts/vectors/{problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
