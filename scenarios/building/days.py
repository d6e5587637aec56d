"""Days of a scenario by their Jalali names, and the instants at which things happen on them."""

from datetime import UTC, date, datetime, time, timedelta

from services.calendar.civil import TEHRAN
from services.calendar.jalali import parse_jalali_day

REPORTS = time(9)
"""The hour in Tehran at which agencies send what they send."""
ANNOUNCES = time(10)
"""The hour in Tehran at which the law changes."""
SATURDAY, MONDAY, WEDNESDAY = 5, 0, 2
OFFICE_DAYS = frozenset({SATURDAY, MONDAY, WEDNESDAY})
"""Agencies report on these weekdays only, which also keeps the number of instants to play moderate."""


def day(jalali: str) -> date:
    """The civil day of a Jalali date such as `1401-06-31`."""
    return parse_jalali_day(jalali)


def office_day(on_or_after: date) -> date:
    """The first day on which agencies report, from the given one on."""
    while on_or_after.weekday() not in OFFICE_DAYS:
        on_or_after += timedelta(days=1)
    return on_or_after


def at(civil: date, hour: time = REPORTS) -> datetime:
    """An hour of a day in Tehran, in UTC."""
    return datetime.combine(civil, hour, TEHRAN).astimezone(UTC)
