"""How a table is put together: columns with a heading and a cell for each item. Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple, TypeVar

from persiantools.jdatetime import JalaliDate

from services.auditor.tables.words import heading
from services.calendar.jalali import Language
from services.sheets import Cell, Sheet

Item = TypeVar("Item")
Column = tuple[str, Callable[[Item], Cell]]
"""Its key among the headings, and its cell."""


class Title(NamedTuple):
    fa: str
    en: str


def table(title: Title, language: Language, columns: Sequence[Column[Item]], items: Iterable[Item]) -> Sheet:
    """A sheet of items, a row each."""
    return Sheet(
        title=title.fa if language == "fa" else title.en,
        headings=[heading(key, language) for key, _ in columns],
        rows=([cell(item) for _, cell in columns] for item in items),
        language=language,
    )


def day_cell(day: date, language: Language) -> str:
    """`1402-03-24` in Persian, `2023-06-14` in English."""
    if language == "en":
        return day.isoformat()
    jalali = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]
    return f"{jalali.year:04}-{jalali.month:02}-{jalali.day:02}"


def instant_cell(instant: datetime | None) -> str | None:
    """RFC 3339 in UTC, in both languages: nothing is lost."""
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def codes_cell(codes: Iterable[str]) -> str:
    return "; ".join(codes)
