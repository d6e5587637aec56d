"""What a person or a program writes for an instant."""

import re
from datetime import UTC, date, datetime

from services.calendar.civil import end_of_day
from services.calendar.jalali import NoSuchJalaliDay, parse_jalali_day

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_DAY = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})", re.ASCII)
_LOST_PLUS = re.compile(r" (\d{2}:\d{2})$", re.ASCII)
_FIRST_GREGORIAN_YEAR = 1700
"""A year below this is a Jalali one."""


class NotAnInstant(ValueError):
    """A text that names no instant."""

    def __init__(self, written: str) -> None:
        super().__init__(
            f"{written[:60]!r} is neither a day such as 1402-03-24 or 2023-06-14 nor an RFC 3339 instant with an offset"
        )


def read_instant(written: str) -> datetime:
    """The instant (UTC) that a text names; a day, Jalali or Gregorian, means its end in Tehran.

    Raises:
        NotAnInstant
    """
    text = written.strip().translate(_DIGITS)
    try:
        day = _DAY.fullmatch(text)
        if day is not None:
            return end_of_day(_civil_day(*day.groups()))
        # In a query string a bare `+` before the offset arrives as a space.
        instant = datetime.fromisoformat(_LOST_PLUS.sub(r"+\1", text))
        if instant.tzinfo is None:
            raise NotAnInstant(written)
        return instant.astimezone(UTC)
    except (ValueError, OverflowError, NoSuchJalaliDay) as error:
        raise NotAnInstant(written) from error


def _civil_day(year: str, month: str, day: str) -> date:
    if int(year) < _FIRST_GREGORIAN_YEAR:
        return parse_jalali_day(f"{year}-{month}-{day}")
    return date(int(year), int(month), int(day))


def write_instant(instant: datetime) -> str:
    """RFC 3339 in UTC with `Z`, the way instants are written on the wire."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
