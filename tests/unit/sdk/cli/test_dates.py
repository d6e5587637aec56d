"""Days in both calendars, without a library."""

from datetime import UTC, date, datetime, timedelta

import pytest
from mohlat_sdk.cli.dates import day_in_words, days_left, instant_in_words, jalali, last_day
from persiantools.jdatetime import JalaliDate

DEADLINE = datetime(2023, 6, 21, 20, 30, tzinfo=UTC)
"""The end of 31 Khordad 1402."""


def test_every_day_of_two_centuries_is_the_day_that_a_library_says_it_is() -> None:
    day, end = date(1900, 1, 1), date(2090, 1, 1)
    while day < end:
        there = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]
        assert jalali(day) == (there.year, there.month, there.day), day
        day += timedelta(days=1)


def test_days_are_written_in_both_calendars() -> None:
    assert day_in_words(date(2023, 6, 21), "en") == "31 Khordad 1402 (2023-06-21)"
    assert day_in_words(date(2023, 6, 21), "fa") == "۳۱ خرداد ۱۴۰۲ (۲۰۲۳-۰۶-۲۱)"


def test_an_instant_is_read_in_tehran() -> None:
    assert instant_in_words(datetime(2026, 11, 24, 20, 45, tzinfo=UTC), "en") == "4 Azar 1405 (2026-11-25) 00:15:00"


def test_a_deadline_is_read_as_the_day_before_its_bound() -> None:
    assert last_day(DEADLINE) == date(2023, 6, 21)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (DEADLINE - timedelta(seconds=1), 0),
        (DEADLINE - timedelta(days=1), 0),
        (DEADLINE - timedelta(days=1, seconds=1), 1),
        (DEADLINE, -1),
        (DEADLINE + timedelta(days=30), -31),
    ],
)
def test_days_left_are_civil_days_of_tehran(now: datetime, left: int) -> None:
    assert days_left(now, DEADLINE) == left
