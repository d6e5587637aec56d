"""Jalali dates, against a second library."""

from datetime import UTC, date, datetime

import jdatetime
import pytest

from services.calendar.civil import last_day_before, start_of_day
from services.calendar.jalali import (
    MONTHS,
    NoSuchJalaliDay,
    end_of_jalali_day,
    end_of_jalali_month,
    format_jalali,
    last_day_of_jalali_month,
    parse_jalali_day,
    persian_digits,
)


@pytest.mark.parametrize("year", range(1320, 1441))
def test_month_ends_agree_with_another_library(year: int) -> None:
    for month in range(1, 13):
        following = (year, month + 1) if month < 12 else (year + 1, 1)
        assert end_of_jalali_month(year, month) == start_of_day(jdatetime.date(*following, 1).togregorian())
        last = jdatetime.date(year, month, last_day_of_jalali_month(year, month))
        assert parse_jalali_day(last.strftime("%Y-%m-%d")) == last.togregorian()


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ((1401, 5, 31), "2022-08-22T19:30"),  # summer time
        ((1401, 6, 31), "2022-09-22T20:30"),  # it has just ended
        ((1401, 10, 30), "2023-01-20T20:30"),
        ((1402, 3, 24), "2023-06-14T20:30"),
        ((1402, 3, 31), "2023-06-21T20:30"),  # abolished
    ],
)
def test_ends_of_days_follow_the_time_zone_database(day: tuple[int, int, int], end: str) -> None:
    assert end_of_jalali_day(*day) == datetime.fromisoformat(end).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["1401-6-31", "1401/06/31", "1401-06-31 ", "", "۱۴۰۱-۰۶-۳۱", "2022-09-22T00:00", "14010631"]
)
def test_a_text_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(NoSuchJalaliDay, match="YYYY-MM-DD"):
        parse_jalali_day(text)


@pytest.mark.parametrize("text", ["1401-07-31", "1401-12-30", "1401-13-01", "1401-00-01", "1401-01-00"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(NoSuchJalaliDay, match=text):
        parse_jalali_day(text)


def test_a_leap_year_has_thirty_days_of_esfand() -> None:
    assert parse_jalali_day("1399-12-30") == date(2021, 3, 20)
    assert last_day_of_jalali_month(1399, 12) == 30
    with pytest.raises(NoSuchJalaliDay):
        last_day_of_jalali_month(1399, 13)


def test_dates_are_written_for_people() -> None:
    deadline = end_of_jalali_day(1401, 6, 31)
    assert format_jalali(last_day_before(deadline), "fa") == "۳۱ شهریور ۱۴۰۱"
    assert format_jalali(last_day_before(deadline), "en") == "31 Shahrivar 1401"
    assert format_jalali(deadline, "en") == "1 Mehr 1401", "an instant is read in Tehran"
    assert persian_digits("91.3 % of 138") == "۹۱.۳ % of ۱۳۸"
    assert {len(names) for names in MONTHS.values()} == {12}
