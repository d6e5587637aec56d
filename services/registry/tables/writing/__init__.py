"""Writes tables that open in Excel and can be imported again unchanged. The same rows give the same bytes."""

from services.registry.tables.writing.separated import csv_chunks, write_csv
from services.registry.tables.writing.workbook import save_xlsx, write_xlsx

__all__ = ["csv_chunks", "save_xlsx", "write_csv", "write_xlsx"]
