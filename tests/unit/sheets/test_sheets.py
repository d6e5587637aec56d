"""Lists as CSV and Excel: what is in is out, and nothing becomes a formula."""

import csv
import io

import pytest
from openpyxl import load_workbook

from services.sheets import Sheet, csv_bytes, escape, unescape, xlsx_bytes

ROWS = [("aa", "=1+1", 3, 97.1), ("bb", "بانک ملی", None, None), ("007", "-", 0, 0.0)]
HEADINGS = ("code", "name", "bodies", "per cent")


def a_sheet(language: str = "en") -> Sheet:
    return Sheet("Figures", HEADINGS, ROWS, "fa" if language == "fa" else "en")


def test_a_csv_bears_the_mark_by_which_excel_knows_it() -> None:
    text = csv_bytes(a_sheet()).decode("utf-8")
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [
        ["code", "name", "bodies", "per cent"],
        ["aa", "'=1+1", "3", "97.1"],
        ["bb", "بانک ملی", "", ""],
        ["007", "'-", "0", "0.0"],
    ]


@pytest.mark.parametrize(("language", "rtl"), [("fa", True), ("en", None)])
def test_a_workbook_opens_from_its_languages_side(language: str, rtl: bool | None) -> None:
    page = load_workbook(io.BytesIO(xlsx_bytes(a_sheet(language)))).active
    assert page is not None
    assert page.sheet_view.rightToLeft is rtl
    assert [tuple(row) for row in page.iter_rows(values_only=True)] == [HEADINGS, *ROWS]
    assert page["B2"].data_type == "s"  # the text =1+1, and no formula


def test_the_same_rows_give_the_same_bytes() -> None:
    assert xlsx_bytes(a_sheet()) == xlsx_bytes(a_sheet())
    assert csv_bytes(a_sheet()) == csv_bytes(a_sheet())


@pytest.mark.parametrize("text", ["=a", "'=a", "a", "", "'a", "+98"])
def test_an_escaped_text_is_read_back(text: str) -> None:
    assert unescape(escape(text)) == text
