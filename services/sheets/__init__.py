"""Lists of any service as CSV and Excel. Pure: rows in, bytes out; the same rows give the same bytes."""

from services.sheets.escaping import escape, unescape
from services.sheets.separated import csv_bytes
from services.sheets.sheet import Cell, Sheet
from services.sheets.workbook import xlsx_bytes

__all__ = ["Cell", "Sheet", "csv_bytes", "escape", "unescape", "xlsx_bytes"]
