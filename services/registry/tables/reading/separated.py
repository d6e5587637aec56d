"""CSV as Excel and others write it: UTF-8 or UTF-16, separated by commas, semicolons or tabs."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from services.registry.tables.columns import ImportKind
from services.registry.tables.reading.headers import known_headers
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
from services.sheets.escaping import unescape

_NOT_TEXT = Text(
    "پروندهٔ XLSX، یا متن CSV با رمزگذاری UTF-8 (در Excel: «CSV UTF-8»)",
    "an XLSX file, or CSV text in UTF-8 (in Excel: “CSV UTF-8”)",
)
_BROKEN = Text(
    "CSV درست: گیومهٔ هر خانه بسته و گیومهٔ درون آن دوتایی",
    "well-formed CSV: the quotes of each cell closed, those within doubled",
)
_SEPARATORS = ",;\t"
_NAMED_SEPARATOR = re.compile(r'"?sep=([,;\t])"?(\r\n|\r|\n)')
"""The first line by which Excel is told the separator."""


def separated_lines(kind: ImportKind, content: bytes) -> Iterator[Line]:
    """Lines numbered as in the file: a record is at the line where it begins. Raises TableUnreadable."""
    text = _decoded(content)
    before, separator = 0, None
    if named := _NAMED_SEPARATOR.match(text):
        before, separator, text = 1, named[1], text[named.end() :]
    return _records(text, separator or _separator(kind, text), before)


def _decoded(content: bytes) -> str:
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise TableUnreadable(_NOT_TEXT) from None
    if "\0" in text:
        raise TableUnreadable(_NOT_TEXT)
    return text


def _separator(kind: ImportKind, text: str) -> str:
    """The one by which the first record has the most headers that we know, or else the most cells."""
    headers = known_headers(kind)

    def fitness(separator: str) -> tuple[int, int]:
        try:
            first = next((line for line in _records(text, separator, 0) if any(line.cells)), None)
        except TableUnreadable:
            return 0, 0
        cells = first.cells if first else ()
        return sum(headers(cell) is not None for cell in cells), len(cells)

    return max(_SEPARATORS, key=fitness)


def _records(text: str, separator: str, before: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        number = before + reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise TableUnreadable(_BROKEN, number) from None
        if any(record[MOST_COLUMNS:]):
            raise TableUnreadable(TOO_MANY_COLUMNS, number)
        yield Line(number, tuple(map(_cell, record[:MOST_COLUMNS])))


def _cell(text: str) -> Cell:
    """Excel would take a text that begins with = for a formula; one that is meant as text is escaped."""
    return Unusable(text, FORMULA) if text.startswith("=") else unescape(text)
