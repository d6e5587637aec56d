"""Days in cells: Jalali or Gregorian, each meaning its first instant in Tehran, or its last."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from persiantools.jdatetime import JalaliDate

from services.calendar.civil import TEHRAN, start_of_day
from services.calendar.jalali import Language, parse_jalali_day
from services.registry.rules.persian import ascii_digits, clean
from services.registry.tables.report import Text

_DAY = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2})")
_FIRST_GREGORIAN_YEAR = 1700
"""Years before it are Jalali. Both calendars are far from it in all the years the registry takes."""


@dataclass(frozen=True)
class Day:
    """An instant that is no start of a day is written, and read, as RFC 3339: an export loses nothing.

    Attributes:
        after: days from the one that is written to the start of day that it means.
    """

    expected: Text
    after: int = 0

    def clean(self, raw: str) -> str:
        return ascii_digits(clean(raw))

    def read(self, text: str) -> object:
        if _INSTANT.fullmatch(text):
            return _utc(datetime.fromisoformat(text))
        try:
            return start_of_day(_day(text) + timedelta(days=self.after))
        except OverflowError:
            raise ValueError(text) from None

    def write(self, value: object, language: Language) -> str | int:
        if isinstance(value, datetime):
            day = value.astimezone(TEHRAN).date()
            if start_of_day(day) != value:
                return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
            return _written(day - timedelta(days=self.after), language)
        return _written(date.fromisoformat(str(value)), language)


@dataclass(frozen=True)
class CivilDay:
    """The day that stands on a letter: no instant."""

    expected: Text

    def clean(self, raw: str) -> str:
        return ascii_digits(clean(raw))

    def read(self, text: str) -> object:
        return _day(text)

    def write(self, value: object, language: Language) -> str | int:
        return _written(date.fromisoformat(str(value)), language)


_A_DAY = Text(
    "روز، شمسی یا میلادی، از سال ۱۹۰۰ تا ۲۱۹۹ میلادی، مانند ۱۴۰۱/۰۶/۳۱ یا 2022-09-22",
    "a day, Jalali or Gregorian, of the years 1900 to 2199, such as 1401-06-31 or 2022-09-22",
)
DAY = Day(_A_DAY)
"""Since the day begins."""
LAST_DAY = Day(_A_DAY, after=1)
"""To the end of the day, which still counts."""
CIVIL_DAY = CivilDay(_A_DAY)


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = int(match[1]), int(match[3]), int(match[4])
    if year < _FIRST_GREGORIAN_YEAR:
        return parse_jalali_day(f"{year:04}-{month:02}-{day:02}")
    return date(year, month, day)


def _written(day: date, language: Language) -> str:
    return _jalali(day) if language == "fa" else day.isoformat()


def _jalali(day: date) -> str:
    jalali = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]
    return f"{jalali.year:04}-{jalali.month:02}-{jalali.day:02}"


def _utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("before the year 1 or after 9999") from error
