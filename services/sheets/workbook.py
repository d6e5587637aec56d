"""XLSX, right to left when Persian."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from services.sheets.sheet import Cell, Sheet

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Always the same, so that the same rows give the same bytes. XlsxWriter takes no zone."""
_NARROWEST, _WIDEST = 8, 60
"""Characters of a column."""
_LONGEST_TITLE = 31


def xlsx_bytes(sheet: Sheet) -> bytes:
    """The workbook with one worksheet: a frozen heading, a filter, texts as texts."""
    file = io.BytesIO()
    workbook = Workbook(file, {"in_memory": True})
    workbook.set_properties({"created": _CREATED})
    start = {"align": "right" if sheet.language == "fa" else "left"}
    text = workbook.add_format({"num_format": "@"} | start)
    bold = workbook.add_format({"bold": True, "bg_color": "#E7EEF5", "bottom": 1} | start)
    page = workbook.add_worksheet(sheet.title[:_LONGEST_TITLE])
    if sheet.language == "fa":
        page.right_to_left()
    page.freeze_panes(1, 0)
    widths = [len(heading) for heading in sheet.headings]
    for place, heading in enumerate(sheet.headings):
        page.write_string(0, place, heading, bold)
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        _write_row(page, last, row, text)
        widths = [max(width, len(str(cell))) for width, cell in zip(widths, row, strict=True)]
    for place, width in enumerate(widths):
        page.set_column(place, place, min(max(width + 2, _NARROWEST), _WIDEST))
    page.autofilter(0, 0, last, len(sheet.headings) - 1)
    workbook.close()
    return file.getvalue()


def _write_row(page: Worksheet, number: int, row: Sequence[Cell], text: Format) -> None:
    """Texts are written as such, whatever they begin with: none becomes a formula, a link or a number."""
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            page.write_string(number, place, cell, text)
        elif cell is not None:
            page.write_number(number, place, cell)
