"""Reads a table: the lines of its file, its header, its rows."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Literal, overload

from services.calendar.jalali import persian_digits
from services.registry.entries.agencies import AgencyEntry
from services.registry.entries.certificates import CertificateEntry
from services.registry.entries.contacts import ContactEntry
from services.registry.entries.services import ServiceEntry
from services.registry.tables.columns import ImportKind
from services.registry.tables.reading.files import lines
from services.registry.tables.reading.headers import HeadersUnfit, match_header
from services.registry.tables.reading.lines import MOST_ROWS, Line, TableUnreadable, filled
from services.registry.tables.reading.rows import Reader
from services.registry.tables.report import Report, Text

_NO_ROWS = Text("دست‌کم یک ردیف زیر سرستون‌ها", "at least one row beneath the headers")
_TOO_MANY_ROWS = Text(f"حداکثر {persian_digits(str(MOST_ROWS))} ردیف", f"at most {MOST_ROWS} rows")


@overload
def read_table(kind: Literal["agencies"], content: bytes) -> Report[AgencyEntry]: ...
@overload
def read_table(kind: Literal["services"], content: bytes) -> Report[ServiceEntry]: ...
@overload
def read_table(kind: Literal["contacts"], content: bytes) -> Report[ContactEntry]: ...
@overload
def read_table(kind: Literal["certificates"], content: bytes) -> Report[CertificateEntry]: ...
def read_table(kind: ImportKind, content: bytes) -> Report[Any]:
    """The entries of a CSV or XLSX file and every error in it.

    What the file is, is told by its content. Never raises, whatever the bytes: an unreadable file is an error too.
    It blocks for seconds on a large workbook: call it in a thread.
    """
    reader = Reader(kind)
    try:
        _read(reader, lines(kind, content))
    except TableUnreadable as error:
        reader.give_up(error.line, error.expected)
    return reader.report()


def _read(reader: Reader, found: Iterator[Line]) -> None:
    found = (line for line in found if filled(line))
    header = next(found, None)
    if header is None:
        raise TableUnreadable(_NO_ROWS)
    try:
        columns = match_header(reader.kind, header)
    except HeadersUnfit as error:
        for header_error in error.errors:
            reader.refuse(*header_error)
        return
    first = next(found, None)
    if first is None:
        raise TableUnreadable(_NO_ROWS, header.number)
    for count, line in enumerate(chain([first], found), 1):
        if count > MOST_ROWS:
            raise TableUnreadable(_TOO_MANY_ROWS, line.number)
        reader.take(line, columns)
