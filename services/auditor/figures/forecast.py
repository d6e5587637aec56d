"""How many bodies are likely to miss a deadline if they go on as lately, and the pace it would take. Pure.

The method is simple and is told with every forecast: the net change of the numerator on each of the last days is taken
as a sample of the days to come. Their mean gives the estimate; its interval is mean ± z·s·√(d + d²/n) for d days to
come and n days looked back on, which allows for the scatter of days and for the mean itself being an estimate. s² is
never taken below 1/n, the scatter of one body on one of the days: days that were all alike prove no certainty.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from services.auditor.figures.burnup import pace
from services.auditor.figures.series import Point
from services.calendar.civil import days_between

Assumption = Literal["days_alike", "days_independent", "no_rush", "scope_stays", "verdicts_stand"]
"""The days to come are like the last ones; one day says nothing of the next; nobody hurries because of the deadline;
nobody becomes bound or exempt; what was judged is not corrected."""
Confidence = Literal[80, 90, 95]

_Z: dict[Confidence, Decimal] = {80: Decimal("1.2816"), 90: Decimal("1.6449"), 95: Decimal("1.9600")}
LEAST_DAYS = 7
"""With fewer days to look back on there is no estimate, only the bounds."""


class Method(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a forecast is made.

    Attributes:
        days: to look back on.
        confidence: of the interval, in per cent.
    """

    name: Literal["recent_pace"] = "recent_pace"
    days: Annotated[int, Meta(ge=LEAST_DAYS, le=3650)] = 28
    confidence: Confidence = 80


class Forecast(Struct, frozen=True, kw_only=True):
    """A forecast for the deadline, as of the last day looked at.

    Attributes:
        days_used: looked back on; fewer than the method asks for where the series is shorter.
        gained: net change of the numerator over those days, in bodies.
        pace: bodies a day, with two decimals; None without an estimate.
        pace_needed: bodies a day for nobody to miss it; None when somebody is bound to.
        misses: the likely number of bodies; None without an estimate.
        at_least, at_most: bounds of the interval; without an estimate none and all of the remaining.
    """

    method: Method
    assumptions: tuple[Assumption, ...]
    as_of: datetime
    deadline: datetime
    days_left: int
    remaining: int
    days_used: int
    gained: int
    pace: Decimal | None
    pace_needed: Decimal | None
    misses: int | None
    at_least: int
    at_most: int


class NothingToForecast(ValueError):
    """A series without a judged day."""


def forecast(points: Sequence[Point], deadline: datetime, method: Method | None = None) -> Forecast:
    """The likely misses by a deadline.

    Args:
        points: the trend, a point for each day, up to the day from which to look ahead.

    Raises:
        NothingToForecast: no point, or bodies not judged on the last day.
    """
    chosen = method or Method()
    if not points or points[-1].not_judged:
        raise NothingToForecast("the series does not end on a day on which every body is judged")
    last, gains = points[-1], _gains(points, chosen.days)
    remaining, days_left = last.denominator - last.numerator, days_between(last.as_of, deadline)
    likely, low, high = _misses(remaining, days_left, gains, _Z[chosen.confidence])
    return Forecast(
        method=chosen,
        assumptions=get_args(Assumption),
        as_of=last.as_of,
        deadline=deadline,
        days_left=days_left,
        remaining=remaining,
        days_used=len(gains),
        gained=sum(gains),
        pace=_round(_mean(gains), "0.01") if len(gains) >= LEAST_DAYS else None,
        pace_needed=pace(remaining, days_left),
        misses=None if likely is None else _within(likely, last.denominator),
        at_least=_within(low, last.denominator),
        at_most=_within(high, last.denominator),
    )


def _gains(points: Sequence[Point], days: int) -> list[int]:
    """The net change on each of the last days; a day on which somebody is not judged ends the looking back."""
    gains: list[int] = []
    for earlier, later in zip(points[-2::-1], points[:0:-1], strict=True):
        if len(gains) == days or earlier.not_judged:
            break
        gains.append(later.numerator - earlier.numerator)
    return gains


def _misses(remaining: int, days_left: int, gains: list[int], z: Decimal) -> tuple[int | None, int, int]:
    """The estimate and its bounds; lapses may make them more than remain today."""
    if days_left == 0:
        return remaining, remaining, remaining
    if len(gains) < LEAST_DAYS:
        return None, 0, remaining
    with localcontext(prec=40):
        expected = remaining - _mean(gains) * days_left
        scatter = (_variance(gains) * (days_left + Decimal(days_left**2) / len(gains))).sqrt()
        at_least = (expected - z * scatter).to_integral_value(ROUND_FLOOR)
        at_most = (expected + z * scatter).to_integral_value(ROUND_CEILING)
    return int(_round(expected, "1")), int(at_least), int(at_most)


def _within(bodies: int, denominator: int) -> int:
    return min(max(bodies, 0), denominator)


def _mean(gains: list[int]) -> Decimal:
    return Decimal(sum(gains)) / len(gains)


def _variance(gains: list[int]) -> Decimal:
    """Of the sample, over n - 1; at least 1/n."""
    mean, n = _mean(gains), len(gains)
    return max(sum(((gain - mean) ** 2 for gain in gains), Decimal()) / (n - 1), Decimal(1) / n)


def _round(value: Decimal, to: str) -> Decimal:
    return value.quantize(Decimal(to), rounding=ROUND_HALF_UP)
