"""The figures are pure: standard library, msgspec, contracts and calendar are all they import, and no clock is read."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import services.auditor.figures as package

FOLDER = Path(str(package.__file__)).parent
FILES = sorted(FOLDER.rglob("*.py"))
ALLOWED = ("msgspec", "mohlat_contracts", "services.calendar", "services.auditor.figures")
CLOCKS_AND_CHANCE = {"now", "utcnow", "today", "monotonic", "time_ns", "random", "urandom", "open", "print"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_nothing_but_the_pure_is_imported_or_called(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    foreign = {
        name
        for name in imported(tree)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith(ALLOWED)
    }
    assert not foreign
    assert not CLOCKS_AND_CHANCE & set(called(tree))
