"""Days as people type them: Jalali or Gregorian, with digits of either script; or instants, exactly."""

import re
from datetime import UTC, date, datetime, timedelta

from services.calendar.civil import end_of_day, start_of_day
from services.calendar.jalali import NoSuchJalaliDay, parse_jalali_day

FIRST_GREGORIAN_YEAR = 1700
"""Years before it are Jalali; no law of either calendar is near it."""

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_MARKS = dict.fromkeys(map(ord, "\u200c\u200e\u200f\u061c"))
"""Joiners and directions, which come along when a date is copied out of a Persian text."""
_DAY = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})", re.ASCII)
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_LEAST = timedelta(microseconds=1)
"""As finely as the registry counts."""


class NoSuchDay(ValueError):
    """A text that names no day."""


def parse_day(text: str) -> date:
    """The civil day that `1402-03-31`, `۱۴۰۲/۰۳/۳۱` or `2023-06-21` names.

    Raises:
        NoSuchDay: not of that form, or no such day in its calendar.
    """
    match = _DAY.fullmatch(_plain(text))
    if match is None:
        raise NoSuchDay(f"{text!r} is no day such as 1402-03-31 or 2023-06-21")
    year, month, day = int(match[1]), int(match[3]), int(match[4])
    if year == date.max.year:
        raise NoSuchDay(f"{text!r} is too late: its end has no instant")
    try:
        if year < FIRST_GREGORIAN_YEAR:
            return parse_jalali_day(f"{year:04}-{month:02}-{day:02}")
        return date(year, month, day)
    except NoSuchJalaliDay as error:
        raise NoSuchDay(str(error)) from error
    except ValueError as error:
        raise NoSuchDay(f"there is no Gregorian day {text!r}") from error


def from_start(text: str) -> datetime:
    """The instant (UTC) from which something holds: the first of that day in Tehran, or the instant itself.

    Raises:
        NoSuchDay: neither a day nor an RFC 3339 instant.
    """
    return _instant(text) or start_of_day(parse_day(text))


def until_end(text: str) -> datetime:
    """The exclusive bound (UTC) of what lasts to the end of that day in Tehran, or the instant itself.

    Raises:
        NoSuchDay: neither a day nor an RFC 3339 instant.
    """
    return _instant(text) or end_of_day(parse_day(text))


def at_end(text: str) -> datetime:
    """The last instant (UTC) of that day in Tehran, from which the whole day is looked back on; or the instant itself.

    What lasts to the end of the day still holds then, and what begins with the next day does not yet.

    Raises:
        NoSuchDay: neither a day nor an RFC 3339 instant.
    """
    return _instant(text) or end_of_day(parse_day(text)) - _LEAST


def _plain(text: str) -> str:
    return text.translate(_DIGITS).translate(_MARKS).strip()


def _instant(text: str) -> datetime | None:
    plain = _plain(text)
    if not _INSTANT.fullmatch(plain):
        return None
    try:
        return datetime.fromisoformat(plain.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NoSuchDay(f"there is no instant {text!r}") from error
