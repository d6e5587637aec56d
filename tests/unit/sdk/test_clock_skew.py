from datetime import UTC, datetime, timedelta

import pytest
from mohlat_sdk.clock_skew import in_words, skew

NOON = datetime(2026, 11, 24, 12, 0, 0, 500_000, tzinfo=UTC)
DATE = "Tue, 24 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("what", "asked", "answered", "expected"),
    [
        ("the same second", NOON, NOON, 0.0),
        ("an answer that took long counts by its middle", NOON - timedelta(seconds=4), NOON + timedelta(seconds=4), 0),
        ("ahead", NOON + timedelta(minutes=10), NOON + timedelta(minutes=10), 600.0),
        ("behind", NOON - timedelta(minutes=10), NOON - timedelta(minutes=10), -600.0),
    ],
)
def test_the_difference_is_this_clock_less_the_other(
    what: str, asked: datetime, answered: datetime, expected: float
) -> None:
    assert skew(DATE, asked, answered) == timedelta(seconds=expected), what


@pytest.mark.parametrize("date", [None, "", "yesterday", "Tue, 99 Nov 2026 12:00:00 GMT"])
def test_without_a_date_nothing_is_known(date: str | None) -> None:
    assert skew(date, NOON, NOON) is None


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (timedelta(seconds=725), "12 min 5 s ahead of"),
        (timedelta(seconds=-725), "12 min 5 s behind"),
        (timedelta(seconds=31), "31 s ahead of"),
    ],
)
def test_it_is_told_in_words(difference: timedelta, words: str) -> None:
    assert in_words(difference) == words
