"""Days and instants as people type them."""

from datetime import UTC, date, datetime

import pytest

from services.calendar.days import NoSuchDay, at_end, from_start, parse_day, until_end

LAST_OF_KHORDAD = date(2023, 6, 21)


@pytest.mark.parametrize(
    "typed",
    [
        "1402-03-31",
        "1402/03/31",
        "1402/3/31",
        "1402.03.31",
        "۱۴۰۲/۰۳/۳۱",
        "١٤٠٢-٠٣-٣١",  # the digits of an Arabic keyboard
        " \u200f۱۴۰۲/۰۳/۳۱\u200e ",
        "2023-06-21",
        "2023/6/21",
        "۲۰۲۳-۰۶-۲۱",
    ],
)
def test_a_day_is_read_in_either_calendar_and_script(typed: str) -> None:
    assert parse_day(typed) == LAST_OF_KHORDAD


@pytest.mark.parametrize(
    "typed",
    ["", "1402", "1402-03", "1402-03/31", "1402-13-01", "1402-07-31", "2023-02-29", "0000-01-01", "31-03-1402",
     "1402-03-31T00:00:00Z", "tomorrow", "14020331", "1402-003-31"],
)  # fmt: skip
def test_what_names_no_day_is_refused(typed: str) -> None:
    with pytest.raises(NoSuchDay):
        parse_day(typed)


def test_the_leap_day_of_a_jalali_year_is_known() -> None:
    assert parse_day("1403-12-30") == date(2025, 3, 20)
    with pytest.raises(NoSuchDay):
        parse_day("1402-12-30")


def test_a_day_has_a_first_a_last_and_a_bounding_instant_in_tehran() -> None:
    assert from_start("1402-03-31") == datetime(2023, 6, 20, 20, 30, tzinfo=UTC)
    assert at_end("1402-03-31") == datetime(2023, 6, 21, 20, 29, 59, 999999, tzinfo=UTC)
    assert until_end("1402-03-31") == datetime(2023, 6, 21, 20, 30, tzinfo=UTC)


def test_bounds_follow_summer_time() -> None:
    assert until_end("1401-05-31") == datetime(2022, 8, 22, 19, 30, tzinfo=UTC)
    assert from_start("1401-07-01") == until_end("1401-06-31") == datetime(2022, 9, 22, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize("read", [from_start, at_end, until_end])
@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2023-06-21T20:30:00Z", datetime(2023, 6, 21, 20, 30, tzinfo=UTC)),
        ("2023-06-22T00:00:00+03:30", datetime(2023, 6, 21, 20, 30, tzinfo=UTC)),
        ("2023-06-21t20:30:00.000001z", datetime(2023, 6, 21, 20, 30, 0, 1, tzinfo=UTC)),
    ],
)
def test_an_instant_stays_as_it_is(read: object, typed: str, instant: datetime) -> None:
    assert read(typed) == instant  # type: ignore[operator]


@pytest.mark.parametrize(
    "typed", ["2023-06-21T20:30:00", "2023-13-01T00:00:00Z", "2023-06-21 20:30", "0001-01-01T00:00:00+14:00", "9999-99"]
)
def test_an_instant_without_its_offset_or_out_of_range_is_refused(typed: str) -> None:
    with pytest.raises(NoSuchDay):
        from_start(typed)


def test_the_last_year_of_the_calendar_is_refused() -> None:
    with pytest.raises(NoSuchDay):
        until_end("9999-12-31")
