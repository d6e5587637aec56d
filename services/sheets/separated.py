"""CSV in UTF-8 with the mark by which Excel knows it."""

import csv
import io

from services.sheets.escaping import escape
from services.sheets.sheet import Cell, Sheet

MARK = "\ufeff"


def csv_bytes(sheet: Sheet) -> bytes:
    """The whole file. A text that a spreadsheet would run is escaped by an apostrophe."""
    text = io.StringIO(newline="")
    text.write(MARK)
    writer = csv.writer(text)
    writer.writerow([escape(heading) for heading in sheet.headings])
    writer.writerows([_cell(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode()


def _cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return escape(cell) if isinstance(cell, str) else cell
