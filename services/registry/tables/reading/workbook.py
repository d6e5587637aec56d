"""XLSX: the sheet named for the table, else the first. Formulas and errors are no values."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from services.registry.rules.persian import fold
from services.registry.tables.columns import TITLES, ImportKind
from services.registry.tables.reading.archive import check_archive
from services.registry.tables.reading.lines import (
    FORMULA,
    MOST_COLUMNS,
    TOO_MANY_COLUMNS,
    Cell,
    Line,
    TableUnreadable,
    Unusable,
)
from services.registry.tables.report import Text

_NOT_A_WORKBOOK = Text("پروندهٔ XLSX سالم یا متن CSV", "a sound XLSX file, or CSV text")
_ERROR = Text("مقدار، نه خطای Excel", "a value, not an error of Excel's")
_MOST_SHEET_ROWS = 1_048_576
"""As many as Excel has; most of them may be empty."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def workbook_lines(kind: ImportKind, content: bytes) -> Iterator[Line]:
    """Lines numbered as in Excel. Raises TableUnreadable, at once or on the way."""
    try:
        check_archive(content)
        yield from _lines(kind, content)
    except TableUnreadable:
        raise
    except Exception:  # openpyxl raises whatever it stumbles over in a broken or hostile file
        raise TableUnreadable(_NOT_A_WORKBOOK) from None


def _lines(kind: ImportKind, content: bytes) -> Iterator[Line]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        sheet = _sheet(kind, workbook.worksheets)
        rows = sheet.iter_rows(min_row=1, max_row=_MOST_SHEET_ROWS, min_col=1, max_col=MOST_COLUMNS + 1)
        before = None
        for number, row in enumerate(rows, 1):
            if row is before:  # openpyxl fills a gap, which may be long, with one and the same empty row
                continue
            before = row
            cells = tuple(map(_cell, row[: _width(row)]))
            if len(cells) > MOST_COLUMNS:
                raise TableUnreadable(TOO_MANY_COLUMNS, number)
            if cells:
                yield Line(number, cells)
    finally:
        workbook.close()


def _sheet(kind: ImportKind, sheets: Iterable[Any]) -> Any:
    sheets = list(sheets)
    names = {fold(title) for title in TITLES[kind]}
    return next((sheet for sheet in sheets if fold(sheet.title) in names), sheets[0])


def _width(row: Sequence[Any]) -> int:
    """Without the cells at the end that are empty, or only formatted."""
    width = len(row)
    while width and (row[width - 1] is EMPTY_CELL or row[width - 1].value is None):
        width -= 1
    return width


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        text = getattr(value, "text", value)
        return Unusable(str(text), FORMULA)
    if cell.data_type == "e":
        return Unusable(str(value), _ERROR)
    return _text(value)


def _text(value: object) -> str:
    """A day without a time is that day; a whole number has no decimal point."""
    if isinstance(value, str):
        return _unescaped(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _unescaped(text: str) -> str:
    """Excel writes some characters as _x000D_. Halves of a character are none."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
