"""An export can be imported again and says the same."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.calendar.jalali import Language
from services.registry.tables import ImportKind, Report, read_table, write_csv, write_xlsx
from services.sheets.escaping import escape, unescape
from tests.unit.registry.tables.rows import ROWS, tried

KINDS: list[ImportKind] = ["agencies", "services", "contacts", "certificates"]
LANGUAGES = st.sampled_from(["fa", "en"])


@pytest.mark.parametrize("kind", KINDS)
@tried
@given(data=st.data(), language=LANGUAGES)
def test_exported_csv_imports_unchanged(kind: ImportKind, data: st.DataObject, language: Language) -> None:
    rows = data.draw(ROWS[kind])
    assert_same(read_table(kind, write_csv(kind, rows, language)), rows)


@pytest.mark.parametrize("kind", KINDS)
@settings(tried, max_examples=25)
@given(data=st.data(), language=LANGUAGES)
def test_an_exported_workbook_imports_unchanged(kind: ImportKind, data: st.DataObject, language: Language) -> None:
    rows = data.draw(ROWS[kind])
    assert_same(read_table(kind, write_xlsx(kind, rows, language)), rows)


def assert_same(report: Report[Any], rows: list[Any]) -> None:
    assert report.errors == ()
    assert list(report.entries) == rows
    assert all(row.original == {} for row in report.rows)


@tried
@given(st.text(max_size=12) | st.text(alphabet="'=+-@a\t", max_size=6))
def test_an_escaped_text_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text


@tried
@given(st.text(max_size=12) | st.text(alphabet="'=+-@a\t\r", max_size=6))
def test_an_escaped_text_is_no_formula(text: str) -> None:
    assert not escape(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
