"""CSV in UTF-8 with the mark by which Excel knows it."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from services.calendar.jalali import Language
from services.registry.tables.columns import ExportKind
from services.registry.tables.writing.cells import Exported, cells, header
from services.sheets.escaping import escape

_ROWS_A_CHUNK = 1_000


def write_csv(kind: ExportKind, rows: Iterable[Exported], language: Language) -> bytes:
    return b"".join(csv_chunks(kind, rows, language))


def csv_chunks(kind: ExportKind, rows: Iterable[Exported], language: Language) -> Iterator[bytes]:
    """The file in pieces, as the rows come. A text that a spreadsheet would run is escaped by an apostrophe."""
    lines: Iterator[list[str | int]] = chain(
        [[*header(kind, language)]], (_escaped(cells(kind, row, language)) for row in rows)
    )
    mark = "\ufeff"
    while chunk := list(islice(lines, _ROWS_A_CHUNK)):
        text = io.StringIO(newline="")
        csv.writer(text).writerows(chunk)
        yield (mark + text.getvalue()).encode()
        mark = ""


def _escaped(row: list[str | int]) -> list[str | int]:
    return [escape(cell) if isinstance(cell, str) else cell for cell in row]
