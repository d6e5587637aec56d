"""What a person may write for an instant."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auditor.scoreboard.instants import NotAnInstant, read_instant, write_instant

END_OF_24_KHORDAD = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("2023-06-14T20:30:00Z", id="RFC 3339"),
        pytest.param("2023-06-15T00:00:00+03:30", id="with an offset"),
        pytest.param("2023-06-15T00:00:00 03:30", id="its plus lost in the query string"),
        pytest.param("2023-06-14", id="a Gregorian day means its end in Tehran"),
        pytest.param("1402-03-24", id="a Jalali day means its end in Tehran"),
        pytest.param("1402/03/24", id="with slashes"),
        pytest.param(" ۱۴۰۲-۰۳-۲۴ ", id="in Persian digits, with spaces around"),
        pytest.param("١٤٠٢-٠٣-٢٤", id="in Arabic digits"),
    ],
)
def test_all_of_these_name_the_end_of_24_khordad_1402(written: str) -> None:
    assert read_instant(written) == END_OF_24_KHORDAD


def test_a_day_of_the_summer_time_of_1401_ends_at_half_past_seven() -> None:
    assert read_instant("1401-05-31") == datetime(2022, 8, 22, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "2023-06-14T20:30:00",
        "1402-12-30",
        "2023-02-30",
        "0000-00-00",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(NotAnInstant):
        read_instant(written)


@given(st.text(max_size=40))
def test_no_text_does_worse_than_be_refused(written: str) -> None:
    with contextlib.suppress(NotAnInstant):
        assert read_instant(written).tzinfo is not None


@given(st.integers(-(10**15), 10**15))
def test_what_is_written_reads_back(microseconds: int) -> None:
    instant = END_OF_24_KHORDAD + timedelta(microseconds=microseconds)
    assert read_instant(write_instant(instant)) == instant
