"""What stands in a table of levels: its headers and its cells, in both languages. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Level = Literal["information_only", "partly_online", "fully_online"]
Cells = Sequence[str]

SERVICE = re.compile(r"[A-Za-z0-9._-]{1,80}")
LEVELS: dict[Level, tuple[str, ...]] = {
    "information_only": ("فقط اطلاع‌رسانی", "اطلاع‌رسانی", "information only", "information"),
    "partly_online": ("نیمه‌الکترونیکی", "نیمه الکترونیک", "نیمه برخط", "partly online", "partly"),
    "fully_online": ("تمام‌الکترونیکی", "تمام الکترونیک", "تمام برخط", "fully online", "full"),
}
HEADERS = {
    "service": ("service", "service code", "code", "کد خدمت", "شناسهٔ خدمت", "خدمت", "کد"),
    "level": ("level", "service level", "سطح", "سطح خدمت", "سطح ارائه", "سطح ارائهٔ خدمت"),
}
MOST_ROWS = 10_000
MOST_SHOWN = 60
"""Characters of a cell in a complaint."""

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه"})


class RowError(NamedTuple):
    """One cell, header or row that cannot be taken.

    Attributes:
        line: as an editor or Excel numbers it, from 1; 0 for the file as a whole.
        column: its header as the file has it; empty for a whole row or file.
        value: what stands there, shortened.
        expected: name in the catalogue of what ought to stand there.
    """

    line: int
    column: str
    value: str
    expected: str


class Declared(NamedTuple):
    """One good row."""

    line: int
    service: str
    level: Level


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table: `rows` is of use only when there are no `errors`. `ignored` are headers that mean nothing here."""

    rows: tuple[Declared, ...]
    errors: tuple[RowError, ...]
    ignored: tuple[str, ...] = ()


def level_of(text: str) -> Level | None:
    """The level that somebody calls so, in either language; None when there is none."""
    return _LEVEL_OF.get(_folded(text))


def read_levels(lines: Iterable[tuple[int, Cells]]) -> Table:
    """A table from its lines, each with its number; the first that is not empty holds the headers."""
    filled = ((number, cells) for number, cells in lines if any(cell.strip() for cell in cells))
    first = next(filled, None)
    if first is None:
        return Table((), (RowError(0, "", "", "expected.rows"),))
    number, headers = first
    places, errors = _places(number, headers)
    if errors:
        return Table((), tuple(errors))
    rows, errors = _rows(filled, headers, places)
    ignored = tuple(h.strip() for at, h in enumerate(headers) if h.strip() and at not in places.values())
    if not rows and not errors:
        errors = [RowError(0, "", "", "expected.rows")]
    return Table(tuple(rows), tuple(errors), ignored)


def _places(number: int, headers: Cells) -> tuple[dict[str, int], list[RowError]]:
    """At which place each column is."""
    meanings = {_folded(word): name for name, words in HEADERS.items() for word in words}
    places: dict[str, int] = {}
    errors = []
    for place, header in enumerate(headers):
        name = meanings.get(_folded(header))
        if name is None:
            continue
        if name in places:
            errors.append(RowError(number, header.strip(), header.strip(), "expected.once"))
        places.setdefault(name, place)
    missing = [name for name in HEADERS if name not in places]
    return places, errors + [
        RowError(number, "", _shortened(" | ".join(headers)), f"expected.{each}_header") for each in missing
    ]


def _rows(
    lines: Iterable[tuple[int, Cells]], headers: Cells, places: dict[str, int]
) -> tuple[list[Declared], list[RowError]]:
    seen: dict[str, int] = {}
    rows, errors = [], []
    for number, cells in lines:
        if len(seen) >= MOST_ROWS:
            errors.append(RowError(number, "", "", "expected.fewer_rows"))
            break
        service, level = (_cell(cells, places[name]) for name in ("service", "level"))
        service = service.translate(_DIGITS)
        wrong = list(_wrong(number, headers, places, service, level, seen))
        errors += wrong
        seen.setdefault(service or f"line {number}", number)
        if not wrong:
            rows.append(Declared(number, service, _LEVEL_OF[_folded(level)]))
    return rows, errors


def _wrong(
    number: int, headers: Cells, places: dict[str, int], service: str, level: str, seen: dict[str, int]
) -> Iterable[RowError]:
    if not SERVICE.fullmatch(service):
        yield RowError(number, headers[places["service"]].strip(), _shortened(service), "expected.service")
    elif service in seen:
        yield RowError(number, headers[places["service"]].strip(), service, "expected.no_repeat")
    if _folded(level) not in _LEVEL_OF:
        yield RowError(number, headers[places["level"]].strip(), _shortened(level), "expected.level")


def _cell(cells: Cells, place: int) -> str:
    return cells[place].strip(" \t\r\n\u200c\u200e\u200f\ufeff") if place < len(cells) else ""


def _folded(text: str) -> str:
    """Letters and digits alone, so neither case nor spaces, half-spaces, hyphens nor the kind of ی matter."""
    letters = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold().translate(_LETTERS)
    return "".join(each for each in letters.replace("ء", "") if each.isalnum())


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


_LEVEL_OF: dict[str, Level] = {_folded(word): level for level, words in LEVELS.items() for word in (level, *words)}
