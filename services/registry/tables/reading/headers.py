"""Which column is which, by the header of a file."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from services.registry.rules.persian import fold
from services.registry.tables.columns import COLUMNS, Column, ImportKind
from services.registry.tables.reading.lines import Cell, Line, Unusable, text_of
from services.registry.tables.report import RowError, Text


class Headed(NamedTuple):
    """A column at its place in the file, under the header that it has there; `column` None is one without a header."""

    place: int
    header: str
    column: Column | None


class HeadersUnfit(Exception):
    def __init__(self, errors: list[RowError]) -> None:
        super().__init__(len(errors))
        self.errors = errors


def known_headers(kind: ImportKind) -> Callable[[Cell], Column | None]:
    """Finds the column of a header, if it is one."""
    by_header = _by_header(kind)
    return lambda cell: None if isinstance(cell, Unusable) else by_header.get(fold(cell))


def match_header(kind: ImportKind, line: Line) -> list[Headed]:
    """The columns in the order of the file. Raises HeadersUnfit with all that is unknown, repeated or missing."""
    find = known_headers(kind)
    headed = [Headed(place, text_of(cell).strip(), find(cell)) for place, cell in enumerate(line.cells)]
    errors = [_unknown(kind, line, found) for found in headed if found.header and found.column is None]
    seen: dict[str, Headed] = {}
    for found in headed:
        if found.column is None:
            continue
        first = seen.setdefault(found.column.name, found)
        if first is not found:
            errors.append(_repeated(line, found, first))
    errors += [_missing(line, column) for column in COLUMNS[kind] if column.needed and column.name not in seen]
    if errors:
        raise HeadersUnfit(errors)
    return headed


@cache
def _by_header(kind: ImportKind) -> dict[str, Column]:
    return {fold(header): column for column in COLUMNS[kind] for header in (column.name, column.fa, *column.also)}


def _unknown(kind: ImportKind, line: Line, found: Headed) -> RowError:
    fa = "، ".join(column.fa for column in COLUMNS[kind])
    en = ", ".join(column.name for column in COLUMNS[kind])
    expected = Text(f"یکی از سرستون‌های {fa}", f"one of the headers {en}")
    return RowError(line.number, found.header, found.header, expected)


def _repeated(line: Line, found: Headed, first: Headed) -> RowError:
    expected = Text(
        f"تنها یک ستون برای این: «{first.header}» پیش‌تر آمده است",
        f"one column for this: “{first.header}” stands there already",
    )
    return RowError(line.number, found.header, found.header, expected)


def _missing(line: Line, column: Column) -> RowError:
    expected = Text(
        f"ستونی با سرستون «{column.fa}» یا «{column.name}»", f"a column headed “{column.name}” or “{column.fa}”"
    )
    return RowError(line.number, column.name, "", expected)
