"""The API reference is made from the docstrings, so they must be there."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mohlat_sdk
import pdoc
import pytest


def public_things() -> Iterator[tuple[str, Any]]:
    for name in mohlat_sdk.__all__:
        thing = getattr(mohlat_sdk, name)
        yield name, thing
        for member, value in vars(thing).items() if inspect.isclass(thing) else ():
            if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property | classmethod)):
                yield f"{name}.{member}", value


@pytest.mark.parametrize("name", [name for name, _ in public_things()])
def test_everything_public_says_what_it_is_for(name: str) -> None:
    assert inspect.getdoc(dict(public_things())[name])


def test_the_reference_names_everything_public(tmp_path: Path) -> None:
    pdoc.pdoc("mohlat_sdk", "!mohlat_sdk.cli", output_directory=tmp_path)
    page = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html"))
    assert [name for name, _ in public_things() if f'id="{name}"' not in page] == []
