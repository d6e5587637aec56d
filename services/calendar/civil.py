"""Civil days of Asia/Tehran. Offsets come from the time-zone database alone: until 1401 there was summer time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TEHRAN = ZoneInfo("Asia/Tehran")


def start_of_day(day: date) -> datetime:
    """The first instant (UTC) of a civil day."""
    return datetime.combine(day, time(), TEHRAN).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The exclusive bound (UTC) of a civil day: the first instant of the next one."""
    return start_of_day(day + timedelta(days=1))


def plus_days(instant: datetime, n: int) -> datetime:
    """The same Tehran wall time `n` civil days later (earlier when negative), in UTC.

    A wall time that occurs twice means its first occurrence; one that is skipped is read by the offset before the skip.
    """
    local = instant.astimezone(TEHRAN)
    return (local + timedelta(days=n)).replace(fold=0).astimezone(UTC)


def first_midnight_at_or_after(instant: datetime) -> datetime:
    """The first start (UTC) of a Tehran day that is not before `instant`."""
    day = instant.astimezone(TEHRAN).date()
    start = start_of_day(day)
    return start if start >= instant else end_of_day(day)


def last_day_before(instant: datetime) -> date:
    """The day a person reads for a deadline: its bound is exclusive, so midnight of 1 Mehr is read as 31 Shahrivar."""
    return (instant - timedelta(microseconds=1)).astimezone(TEHRAN).date()


def days_between(earlier: datetime, later: datetime) -> int:
    """Whole civil days from one instant to another, 0 when `later` is not later."""
    days = (later.astimezone(TEHRAN).date() - earlier.astimezone(TEHRAN).date()).days
    if plus_days(earlier, days) > later:
        days -= 1
    return max(days, 0)
