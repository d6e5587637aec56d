"""Days in cells."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar.civil import start_of_day
from services.calendar.jalali import Language
from services.registry.tables.days import CIVIL_DAY, DAY, LAST_DAY
from tests.unit.registry.tables.rows import tried

MEHR = datetime(2022, 9, 22, 20, 30, tzinfo=UTC)
INSTANTS = st.one_of(
    st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    st.dates(date(1900, 1, 2), date(2199, 12, 30)).map(start_of_day),
)


@pytest.mark.parametrize(
    "text",
    [
        "1401-07-01",
        "1401/7/1",
        "1401.07.01",
        "۱۴۰۱/۰۷/۰۱",
        "١٤٠١/٠٧/٠١",
        "2022-09-23",
        "2022/9/23",
        "2022-09-22T20:30:00Z",
    ],
)
def test_a_day_is_its_first_instant_in_tehran(text: str) -> None:
    assert DAY.read(DAY.clean(text)) == MEHR


@pytest.mark.parametrize(
    "text",
    [
        "1401-13-01", "1401-07-31", "2022-02-29", "01-07-1401", "1401-07/01", "1401", "44827", "0000-01-01", "tomorrow",
        "2022-09-22T20:30:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2022-09-22T99:30:00Z",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        DAY.read(DAY.clean(text))


@pytest.mark.parametrize(("language", "text"), [("fa", "1401-07-01"), ("en", "2022-09-23")])
def test_a_day_is_written_in_the_calendar_of_the_language(language: Language, text: str) -> None:
    assert DAY.write(MEHR, language) == text


def test_a_day_that_summer_time_began_on_is_a_day_too() -> None:
    assert DAY.write(start_of_day(date(2022, 3, 22)), "fa") == "1401-01-02"


def test_what_lasts_to_a_day_ends_with_it() -> None:
    assert LAST_DAY.read("1401-06-31") == MEHR
    assert LAST_DAY.write(MEHR, "fa") == "1401-06-31"
    with pytest.raises(ValueError):
        LAST_DAY.read("9999-12-31")


def test_the_day_of_a_letter_is_no_instant() -> None:
    assert CIVIL_DAY.read("1401-07-01") == date(2022, 9, 23)
    assert CIVIL_DAY.write(date(2022, 9, 23), "fa") == "1401-07-01"


@tried
@given(INSTANTS, st.sampled_from(["fa", "en"]))
def test_every_instant_survives(instant: datetime, language: Language) -> None:
    for day in (DAY, LAST_DAY):
        assert day.read(str(day.write(instant, language))) == instant


@tried
@given(st.text(max_size=30))
def test_any_other_text_is_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(DAY.read(DAY.clean(text)), datetime)
