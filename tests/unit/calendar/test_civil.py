"""Civil days of Tehran."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.calendar.civil import (
    days_between,
    end_of_day,
    first_midnight_at_or_after,
    last_day_before,
    plus_days,
    start_of_day,
)

SECOND = timedelta(seconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2022, 3, 20), "2022-03-20T20:30"),
        (date(2022, 3, 21), "2022-03-21T20:30"),  # summer time skips the hour after this midnight
        (date(2022, 3, 22), "2022-03-22T19:30"),
        (date(2022, 9, 20), "2022-09-20T19:30"),
        (date(2022, 9, 21), "2022-09-21T20:30"),  # its last hour comes twice
        (date(2023, 6, 21), "2023-06-21T20:30"),  # no summer time any more
    ],
)
def test_the_end_of_a_day(day: date, end: str) -> None:
    assert end_of_day(day) == utc(end)
    assert start_of_day(day + timedelta(days=1)) == utc(end)


def test_plus_days_keeps_the_wall_time_across_the_end_of_summer_time() -> None:
    nine = utc("2022-09-20T04:30")
    assert plus_days(nine, 1) == utc("2022-09-21T04:30")
    assert plus_days(nine, 2) == utc("2022-09-22T05:30")
    assert plus_days(plus_days(nine, 30), -30) == nine


def test_the_first_midnight_at_or_after_an_instant() -> None:
    midnight = utc("2022-09-22T20:30")
    assert first_midnight_at_or_after(midnight) == midnight
    assert first_midnight_at_or_after(midnight + SECOND) == midnight + timedelta(days=1)
    assert first_midnight_at_or_after(midnight - SECOND) == midnight


def test_a_person_reads_a_deadline_as_the_day_before_its_bound() -> None:
    assert last_day_before(utc("2022-09-22T20:30")) == date(2022, 9, 22)
    assert last_day_before(utc("2022-09-22T20:30") + SECOND) == date(2022, 9, 23)


def test_whole_days_between_two_instants() -> None:
    noon = utc("2022-09-20T07:30")
    assert days_between(noon, plus_days(noon, 3)) == 3
    assert days_between(noon, plus_days(noon, 3) - SECOND) == 2
    assert days_between(noon, noon - timedelta(days=9)) == 0
    assert plus_days(noon, 3) - noon == timedelta(days=3, hours=1)
