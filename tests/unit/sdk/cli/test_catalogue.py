"""Whatever is said can be said in both languages."""

import ast
import re
import string
from pathlib import Path
from typing import get_args

import mohlat_sdk.cli as package
import pytest
from mohlat_contracts.registry import AgencyKind, Level
from mohlat_contracts.verdicts import ConnectionGrade, Reason, Status
from mohlat_sdk.cli.catalogue import _PARTS, CATALOGUE

SOURCES = [file for file in Path(package.__path__[0]).rglob("*.py") if "catalogue" not in file.parts]
NAME = re.compile(r"[a-z_]+(\.[a-z0-9_-]+)+")
MADE_UP = (
    "kind.",
    "grade.",
    "verdict.",
    "reason.",
    "level.",
    "among.",
    "doctor.key.",
    "expected.",
    "import.",
    "rejected.",
    "spool.",
)
"""Prefixes of names that are put together while the command runs; other tests see to those."""
ARABIC = "يكة٠١٢٣٤٥٦٧٨٩"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def said_in_code() -> set[str]:
    """Every text constant in the code that looks like a name of the catalogue."""
    constants = (node for file in SOURCES for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    return {node.value for node in constants if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_both_languages_are_filled_in_with_the_same_values() -> None:
    for name, said in CATALOGUE.items():
        assert placeholders(said.fa) == placeholders(said.en), name


def test_persian_is_persian_and_english_is_english() -> None:
    for name, said in CATALOGUE.items():
        if name not in ("doctor.key.folder.do",):
            assert re.search("[آ-ی]", said.fa), name
        assert not set(ARABIC) & set(said.fa), name
        assert not re.search("[آ-ی]", said.en), name
        assert said.fa == said.fa.strip() or name.startswith("receipt."), name


def test_no_name_is_given_twice() -> None:
    assert len(CATALOGUE) == sum(len(part) for part in _PARTS)


def test_nothing_in_the_code_is_missing_from_the_catalogue() -> None:
    kinds = {name.partition(".")[0] for name in CATALOGUE}
    looks_like_one = {text for text in said_in_code() if NAME.fullmatch(text) and text.partition(".")[0] in kinds}
    files = {"agency.toml", "agency.key", "agency.spool", "ir.mohlat.", "spool.full_"}
    assert looks_like_one - files <= set(CATALOGUE)


def test_nothing_in_the_catalogue_is_never_said() -> None:
    in_code = said_in_code()
    for name in CATALOGUE:
        said = name in in_code or name.startswith(MADE_UP) or name.startswith(("help.", "option."))
        remedy = name.endswith(".do") and name.removesuffix(".do") in CATALOGUE
        assert said or remedy or name.startswith(("doctor.", "beat.", "refused.")), name


def test_every_fault_that_doctor_finds_comes_with_what_to_do_about_it() -> None:
    faultless = {
        "good",
        "through",
        "none",
        "empty",
        "ok",
        "warn",
        "fail",
        "well",
        "bad",
        "config",
        "config_without_file",
    }
    for name in CATALOGUE:
        if name.startswith("doctor.") and not name.endswith(".do") and name.rpartition(".")[2] not in faultless:
            assert f"{name}.do" in CATALOGUE, name
    assert "doctor.evidence.none.do" in CATALOGUE


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("kind", get_args(AgencyKind)),
        ("level", get_args(Level)),
        ("grade", get_args(ConnectionGrade)),
        ("verdict", get_args(Status)),
        ("reason", get_args(Reason)),
    ],
)
def test_there_is_a_word_for_every_value_of_the_contracts(kind: str, values: tuple[str, ...]) -> None:
    assert values
    assert {f"{kind}.{value}" for value in values} <= set(CATALOGUE)
