"""XLSX, right to left when Persian. Rows go through temporary files: memory does not grow with them."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from services.calendar.jalali import Language
from services.registry.tables.columns import COLUMNS, TITLES, ExportKind
from services.registry.tables.values import Choice
from services.registry.tables.writing.cells import Exported, cells, header

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Always the same, so that the same rows give the same bytes. XlsxWriter takes no zone."""
_MOST_ROWS = 1_048_576


def write_xlsx(kind: ExportKind, rows: Iterable[Exported], language: Language) -> bytes:
    """The workbook as bytes; without rows it is a form to fill in."""
    file = io.BytesIO()
    save_xlsx(kind, rows, language, file)
    return file.getvalue()


def save_xlsx(kind: ExportKind, rows: Iterable[Exported], language: Language, file: BinaryIO) -> None:
    """Writes the workbook to a seekable file, in memory that does not grow with the rows."""
    workbook = Workbook(file, {"constant_memory": True})
    workbook.set_properties({"created": _CREATED})
    start = {"align": "right" if language == "fa" else "left"}  # else each script would keep to a side of its own
    text = workbook.add_format({"num_format": "@"} | start)
    bold = workbook.add_format({"bold": True, "bg_color": "#E7EEF5", "bottom": 1} | start)
    sheet = workbook.add_worksheet(TITLES[kind].fa if language == "fa" else TITLES[kind].en)
    _lay_out(sheet, kind, language, text)
    for place, heading in enumerate(header(kind, language)):
        sheet.write_string(0, place, heading, bold)
    last = 0
    for last, row in enumerate(rows, 1):
        _write_row(sheet, last, cells(kind, row, language), text)
    sheet.autofilter(0, 0, last, len(COLUMNS[kind]) - 1)
    workbook.close()


def _lay_out(sheet: Worksheet, kind: ExportKind, language: Language, text: Format) -> None:
    """Empty cells are text too, so that what is filled in later stays as typed; words to choose from are offered."""
    if language == "fa":
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_MOST_ROWS}"})
    for place, column in enumerate(COLUMNS[kind]):
        sheet.set_column(place, place, column.width, text)
        if isinstance(column.value, Choice):
            words = column.value.words(language)
            sheet.data_validation(1, place, _MOST_ROWS - 1, place, {"validate": "list", "source": words})


def _write_row(sheet: Worksheet, number: int, row: list[str | int], text: Format) -> None:
    """Texts are written as such, whatever they begin with: none becomes a formula, a link or a number."""
    for place, cell in enumerate(row):
        if isinstance(cell, int):
            sheet.write_number(number, place, cell)
        elif cell:
            sheet.write_string(number, place, cell, text)
