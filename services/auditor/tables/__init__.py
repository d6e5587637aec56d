"""Answers as lists: for CSV, for Excel and for a terminal. Pure; one table says the same in all three."""

from services.auditor.tables.sheets import sheet_of

__all__ = ["sheet_of"]
