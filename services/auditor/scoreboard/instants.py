"""What a person or a program writes for an instant."""

import re
from datetime import UTC, date, datetime

from services.auditor.scoreboard.refusals import NotAnInstant
from services.calendar.days import FIRST_GREGORIAN_YEAR, NoSuchDay, parse_day, until_end

__all__ = ["NotAnInstant", "read_day", "read_instant", "write_instant"]

_LOST_PLUS = re.compile(r" (\d{2}:\d{2})$", re.ASCII)


def read_instant(written: str) -> datetime:
    """The instant (UTC) that a text names; a day, Jalali or Gregorian, means its end in Tehran.

    Raises:
        NotAnInstant: neither, or an instant of a year that can only have been meant as a Jalali one.
    """
    # In a query string a bare `+` before the offset arrives as a space.
    try:
        instant = until_end(_LOST_PLUS.sub(r"+\1", written.strip()))
    except NoSuchDay as error:
        raise NotAnInstant(written) from error
    if instant.year < FIRST_GREGORIAN_YEAR:
        raise NotAnInstant(written)
    return instant


def read_day(written: str) -> date:
    """The civil day that a text names.

    Raises:
        NotAnInstant: it names no day.
    """
    try:
        return parse_day(written)
    except NoSuchDay as error:
        raise NotAnInstant(written) from error


def write_instant(instant: datetime) -> str:
    """RFC 3339 in UTC with `Z`, the way instants are written on the wire."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
