"""Likely misses and the pace needed, by a method that is told."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import msgspec
import pytest
from hypothesis import given

from services.auditor.figures.forecast import Assumption, Forecast, Method, NothingToForecast, forecast
from services.auditor.figures.series import Point
from services.auditor.figures.words import SENTENCES
from services.calendar.civil import end_of_day
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import SEEDS, dice

FIRST = date(2023, 5, 1)


def points(numerators: Iterable[int], denominator: int = 138, not_judged: int = 0) -> list[Point]:
    return [
        Point(
            day=FIRST + timedelta(days=n),
            as_of=end_of_day(FIRST + timedelta(days=n)),
            numerator=numerator,
            denominator=denominator,
            not_judged=not_judged,
        )
        for n, numerator in enumerate(numerators)
    ]


def ahead(series: list[Point], days: int, method: Method | None = None) -> Forecast:
    return forecast(series, end_of_day(series[-1].day + timedelta(days=days)), method)


def test_going_on_at_one_a_day_brings_in_as_many_as_there_are_days() -> None:
    found = ahead(points(range(100, 129)), days=6)
    assert (found.days_left, found.remaining, found.gained, found.pace) == (6, 10, 28, Decimal("1.00"))
    assert (found.misses, found.pace_needed) == (4, Decimal("1.67"))
    assert found.at_least <= 4 <= found.at_most


def test_the_more_the_days_scatter_the_wider_the_interval() -> None:
    even = ahead(points(range(100, 129)), days=6)
    uneven = ahead(points([100 + 7 * (n // 7) for n in range(29)]), days=6)
    assert (even.misses, uneven.misses) == (4, 4)
    assert uneven.at_most - uneven.at_least > even.at_most - even.at_least


def test_the_surer_the_interval_the_wider_it_is() -> None:
    series = points([100 + n + n % 3 for n in range(29)])
    widths = [
        found.at_most - found.at_least
        for found in (ahead(series, 9, Method(confidence=level)) for level in (80, 90, 95))
    ]
    assert widths == sorted(widths)


def test_days_that_were_all_alike_prove_no_certainty() -> None:
    found = ahead(points([134] * 29), days=6)
    assert (found.misses, found.at_least, found.at_most) == (4, 3, 5)


def test_only_the_last_days_are_looked_back_on() -> None:
    found = ahead(points([0] * 30 + list(range(100, 108))), days=6, method=Method(days=7))
    assert (found.days_used, found.gained) == (7, 7)


def test_with_few_days_to_look_back_on_there_are_bounds_and_no_estimate() -> None:
    found = ahead(points([130, 131, 132]), days=6)
    assert (found.misses, found.pace, found.at_least, found.at_most) == (None, None, 0, 6)


def test_a_day_not_judged_ends_the_looking_back() -> None:
    series = [*points([100] * 5, not_judged=2), *points(range(100, 129))[5:]]
    assert ahead(series, days=6).days_used == 23


def test_after_the_deadline_the_misses_are_those_that_remain() -> None:
    found = ahead(points(range(100, 129)), days=0)
    assert (found.misses, found.at_least, found.at_most, found.pace_needed) == (10, 10, 10, None)


@pytest.mark.parametrize("series", [[], points([1], not_judged=1)], ids=["no day", "a last day not judged"])
def test_without_a_judged_last_day_there_is_nothing_to_forecast(series: list[Point]) -> None:
    with pytest.raises(NothingToForecast):
        forecast(series, end_of_day(FIRST))


def test_the_method_and_what_it_assumes_are_data() -> None:
    found = ahead(points(range(100, 129)), days=6)
    assert msgspec.to_builtins(found.method) == {"name": "recent_pace", "days": 28, "confidence": 80}
    assert set(found.assumptions) == set(get_args(Assumption))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"confidence": 99}, Method)


def test_a_forecast_reads_as_sentences() -> None:
    told = SENTENCES["en"].forecast(ahead(points([134] * 29), days=6))
    assert told[:2] == (
        "At the pace of the last 28 days (0.00 bodies a day) the likely number of bodies to miss the end of 14 Khordad "
        "1402 is 4, between 3 and 5 with 80% confidence.",
        "For nobody to miss it, the pace needed is 0.67 bodies a day (whole days left: 6).",
    )
    assert SENTENCES["fa"].forecast(ahead(points([134] * 29), days=0))[0] == (
        "۴ دستگاه به پایان ۸ خرداد ۱۴۰۲ نرسیده‌اند یا روز کاملی تا آن ندارند."
    )
    for language in SENTENCES.values():
        for found in (ahead(points([134] * 29), 6), ahead(points([1, 2]), 6), ahead(points([1, 2]), 0)):
            assert not any("{" in each or "None" in each for each in language.forecast(found))


@given(seed=SEEDS)
@worlds(200, 10_000)
def test_the_estimate_lies_in_its_interval_and_nobody_misses_twice(seed: int) -> None:
    rng = dice(seed)
    series = points([rng.randint(0, 138) for _ in range(rng.randint(1, 60))])
    found = ahead(series, rng.randint(0, 90), Method(days=rng.randint(7, 40)))
    assert 0 <= found.at_least <= found.at_most <= 138
    if found.misses is not None:
        assert found.at_least <= found.misses <= found.at_most
    assert found == forecast(series, found.deadline, found.method)
