"""A figure day by day, against each deadline, and ahead. Pure."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from services.auditor.answers.figures import as_float
from services.auditor.figures import Definition
from services.auditor.figures.burnup import Against, BurnUp
from services.auditor.figures.forecast import Forecast
from services.auditor.figures.series import Point
from services.auditor.figures.words import SENTENCES


class PointAnswer(Struct, frozen=True, kw_only=True):
    """The figure at the end of a day of Tehran."""

    day: date
    as_of: datetime
    numerator: int
    denominator: int
    percent: float | None
    not_judged: int


class SeriesAnswer(Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A figure for each day; `known_at` is None where each day is told by what was known at its end."""

    definition: str
    label_fa: str
    label_en: str
    from_: date
    to: date
    known_at: datetime | None
    points: tuple[PointAnswer, ...]


class AgainstAnswer(Struct, frozen=True, kw_only=True):
    """A figure against one deadline of the chain.

    Attributes:
        announced, reached: the figure when the deadline was announced, and at the deadline; None while not judged.
        remaining: bodies that did not count then, or do not at the last judged day before it.
        days_left: from there to the deadline.
        pace_needed: bodies a day for all to count by then.
    """

    revision: int
    at: datetime
    announced: PointAnswer | None
    reached: PointAnswer | None
    remaining: int | None
    days_left: int
    pace_needed: float | None


class BurnUpAnswer(SeriesAnswer, frozen=True, kw_only=True):
    deadlines: tuple[AgainstAnswer, ...]


class ForecastNumbers(Struct, frozen=True, kw_only=True):
    """The forecast's numbers; `misses` and `pace` are None where there are too few days for an estimate."""

    method: str
    days: int
    confidence: int
    assumptions: tuple[str, ...]
    as_of: datetime
    deadline: datetime
    days_left: int
    remaining: int
    days_used: int
    gained: int
    pace: float | None
    pace_needed: float | None
    misses: int | None
    at_least: int
    at_most: int


class ForecastAnswer(Struct, frozen=True, kw_only=True):
    """The likely misses by a deadline; the texts end with the method and what it assumes."""

    definition: str
    label_fa: str
    label_en: str
    deadline_revision: int
    forecast: ForecastNumbers
    text_fa: tuple[str, ...]
    text_en: tuple[str, ...]


def series_answer(
    definition: Definition, points: Iterable[Point], first: date, last: date, known_at: datetime | None
) -> SeriesAnswer:
    return SeriesAnswer(
        definition=definition.name,
        label_fa=definition.label_fa,
        label_en=definition.label_en,
        from_=first,
        to=last,
        known_at=known_at,
        points=tuple(map(point_answer, points)),
    )


def burn_up_answer(
    definition: Definition, found: BurnUp, first: date, last: date, known_at: datetime | None
) -> BurnUpAnswer:
    return BurnUpAnswer(
        definition=definition.name,
        label_fa=definition.label_fa,
        label_en=definition.label_en,
        from_=first,
        to=last,
        known_at=known_at,
        points=tuple(map(point_answer, found.points)),
        deadlines=tuple(map(_against, found.deadlines)),
    )


def forecast_answer(definition: Definition, revision: int, found: Forecast) -> ForecastAnswer:
    return ForecastAnswer(
        definition=definition.name,
        label_fa=definition.label_fa,
        label_en=definition.label_en,
        deadline_revision=revision,
        forecast=ForecastNumbers(
            method=found.method.name,
            days=found.method.days,
            confidence=found.method.confidence,
            assumptions=found.assumptions,
            as_of=found.as_of,
            deadline=found.deadline,
            days_left=found.days_left,
            remaining=found.remaining,
            days_used=found.days_used,
            gained=found.gained,
            pace=as_float(found.pace),
            pace_needed=as_float(found.pace_needed),
            misses=found.misses,
            at_least=found.at_least,
            at_most=found.at_most,
        ),
        text_fa=SENTENCES["fa"].forecast(found),
        text_en=SENTENCES["en"].forecast(found),
    )


def point_answer(point: Point) -> PointAnswer:
    return PointAnswer(
        day=point.day,
        as_of=point.as_of,
        numerator=point.numerator,
        denominator=point.denominator,
        percent=as_float(point.percent),
        not_judged=point.not_judged,
    )


def _against(against: Against) -> AgainstAnswer:
    return AgainstAnswer(
        revision=against.revision,
        at=against.at,
        announced=None if against.announced is None else point_answer(against.announced),
        reached=None if against.reached is None else point_answer(against.reached),
        remaining=against.remaining,
        days_left=against.days_left,
        pace_needed=as_float(against.pace_needed),
    )
