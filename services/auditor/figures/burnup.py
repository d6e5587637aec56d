"""What is done and what there is to do, by day, against each deadline of a chain. Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from mohlat_contracts.registry import Deadline
from msgspec import Struct

from services.auditor.figures.computing import figure
from services.auditor.figures.definitions import Definition
from services.auditor.figures.series import History, Point, trend
from services.calendar.civil import days_between, last_day_before


class Against(Struct, frozen=True, kw_only=True):
    """A figure against one deadline of the chain.

    Attributes:
        at: of the deadline; an exclusive bound.
        announced: the figure when the deadline was announced; None where not every partition is judged so far.
        reached: the figure at the deadline; None while it has not come in every partition.
        remaining: bodies of the denominator that do not count, at the deadline, or at the last judged day of the
            series before it; None where the series has no such day.
        days_left: whole civil days from there to the deadline; 0 once it has come.
        pace_needed: bodies a day for all to count by the deadline, with two decimals; None when no whole day is left.
    """

    revision: int
    at: datetime
    announced: Point | None
    reached: Point | None
    remaining: int | None
    days_left: int
    pace_needed: Decimal | None


class BurnUp(Struct, frozen=True, kw_only=True):
    """The numerator of each point is what is done, its denominator what there is to do."""

    points: tuple[Point, ...]
    deadlines: tuple[Against, ...]


def burn_up(definition: Definition, history: History, first: date, last: date, deadlines: Iterable[Deadline]) -> BurnUp:
    """The trend from `first` to `last` against each deadline, by revision.

    Raises:
        SeriesInvalid: as `trend`.
    """
    points = trend(definition, history, first, last)
    through = history.judged_through()
    return burnt_up(points, deadlines, through, lambda instant: _point_at(instant, definition, history))


def burnt_up(
    points: tuple[Point, ...],
    deadlines: Iterable[Deadline],
    through: datetime | None,
    at: Callable[[datetime], Point],
) -> BurnUp:
    """A trend that is there already against each deadline, by revision.

    Args:
        through: how far every partition is judged.
        at: the figure at an instant up to there.
    """
    chain = sorted(deadlines, key=lambda deadline: deadline.revision)
    return BurnUp(points=points, deadlines=tuple(_against(deadline, points, through, at) for deadline in chain))


def pace(bodies: int, days: int) -> Decimal | None:
    """Bodies a day with two decimals, rounded up, since less would not do. None when there is no day for any."""
    if bodies <= 0:
        return Decimal("0.00")
    return Decimal(-(-100 * bodies // days)).scaleb(-2) if days > 0 else None


def last_judged(points: Sequence[Point], through: datetime | None) -> Point | None:
    """The last day that is judged in every partition."""
    return next((point for point in reversed(points) if through is not None and point.as_of <= through), None)


def _against(
    deadline: Deadline, points: Sequence[Point], through: datetime | None, at: Callable[[datetime], Point]
) -> Against:
    def point(instant: datetime) -> Point | None:
        return None if through is None or through < instant else at(instant)

    reached = point(deadline.at)
    here = reached or last_judged(points, through)
    remaining = here.denominator - here.numerator if here else None
    days_left = 0 if here is None else days_between(here.as_of, deadline.at)
    return Against(
        revision=deadline.revision,
        at=deadline.at,
        announced=point(deadline.announced_at),
        reached=reached,
        remaining=remaining,
        days_left=days_left,
        pace_needed=None if remaining is None else pace(remaining, days_left),
    )


def _point_at(instant: datetime, definition: Definition, history: History) -> Point:
    found = figure(definition, history.census(instant))
    return Point(
        day=last_day_before(instant),
        as_of=instant,
        numerator=found.numerator,
        denominator=found.denominator,
        not_judged=len(found.not_judged),
    )
