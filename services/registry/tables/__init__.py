"""Rosters, services and contacts as CSV and Excel: bytes in, entries and a report of every error out, and back.

Pure but for the temporary files of a large workbook; no database, no clock.
"""

from services.registry.tables.columns import ExportKind, ImportKind
from services.registry.tables.reading import read_table
from services.registry.tables.report import Report, Row, RowError, Text
from services.registry.tables.writing import csv_chunks, save_xlsx, write_csv, write_xlsx

__all__ = [
    "ExportKind",
    "ImportKind",
    "Report",
    "Row",
    "RowError",
    "Text",
    "csv_chunks",
    "read_table",
    "save_xlsx",
    "write_csv",
    "write_xlsx",
]
