"""Tables out of files: CSV as Excel and editors write it, and Excel's own workbooks."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from mohlat_sdk.cli.exits import UNUSABLE
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.tables.levels import Cells

LARGEST = 10 * 1024 * 1024
"""Bytes of a file."""
MOST_COLUMNS = 200


def lines_of(file: Path) -> Iterator[tuple[int, Cells]]:
    """The lines of a table, each with the number that an editor or Excel gives it.

    Raises:
        Failed: the file cannot be read as what its name says.
    """
    readers = {".csv": _separated, ".xlsx": _workbook}
    read = readers.get(file.suffix.lower())
    if read is None:
        raise Failed(UNUSABLE, "table.kind", file=file)
    try:
        if file.stat().st_size > LARGEST:
            raise Failed(UNUSABLE, "table.large", file=file, limit=LARGEST // 1024 // 1024)
        content = file.read_bytes()
    except OSError as error:
        raise Failed(UNUSABLE, "table.unreadable", file=file, reason=error.strerror or str(error)) from None
    return read(file, content)


def _separated(file: Path, content: bytes) -> Iterator[tuple[int, Cells]]:
    try:
        # Excel says «Unicode text» for UTF-16, and writes a mark before it.
        utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise Failed(UNUSABLE, "table.encoding", file=file) from None
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Failed(UNUSABLE, "table.broken", file=file, reason=f"{begins}: {error}") from None


def _workbook(file: Path, content: bytes) -> Iterator[tuple[int, Cells]]:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise Failed(UNUSABLE, "table.extra", file=file) from None
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # A sheet may claim less than it holds, or more: up to a million empty rows, which are passed over here.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
            if row.count(None) < len(row):
                yield number, ["" if value is None else _text(value) for value in row]
    except Exception as error:
        # What openpyxl, zipfile and zlib make of a damaged file is not confined to a few errors.
        raise Failed(UNUSABLE, "table.broken", file=file, reason=str(error) or type(error).__name__) from None


def _text(value: object) -> str:
    """Excel takes a code of digits for a number, and gives whole ones back with a fraction."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
