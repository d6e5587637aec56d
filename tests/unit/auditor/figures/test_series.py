"""Figures day by day, and against each deadline."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from mohlat_contracts.registry import Deadline, Instrument
from msgspec import structs

from services.auditor.figures.burnup import Against, burn_up, pace
from services.auditor.figures.computing import place
from services.auditor.figures.definitions import Definition
from services.auditor.figures.series import Change, History, Point, SeriesInvalid, trend
from services.calendar.civil import end_of_day, start_of_day
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import CODES, SEEDS, a_body, a_definition, dice, random_body, random_definition

pytestmark = pytest.mark.timeout(1_800)  # at full size, beside other work

FIRST = date(2022, 9, 15)
"""A week before summer time ends in Tehran."""
LAST = FIRST + timedelta(days=13)
START = start_of_day(FIRST)
FOREVER = datetime(2030, 1, 1, tzinfo=UTC)


def a_change(code: str, days: float, *args: object, known_after: float = 0.0, **changes: object) -> Change:
    """Effective so many days after START; known later by so many."""
    effective_at = START + timedelta(days=days)
    known_at = effective_at + timedelta(days=known_after)
    return Change(effective_at=effective_at, body=a_body(code, *args, known_at=known_at, **changes))  # type: ignore[arg-type]


def a_history(*changes: Change, w: datetime = FOREVER, known_at: datetime | None = None) -> History:
    return History("connect", changes, {0: w}, known_at)


def numerators(points: tuple[Point, ...]) -> list[int]:
    return [point.numerator for point in points]


CHANGES = (
    a_change("one", 0, "pending", "none"),
    a_change("two", 0, "pending", "none"),
    a_change("one", 2.5, "met", "proven"),
    a_change("two", 3.5, "met", "proven", known_after=2),
    a_change("one", 6.5, "lapsed", "silent"),
)


def test_a_day_stands_for_its_end() -> None:
    points = trend(a_definition(), a_history(*CHANGES), FIRST, FIRST + timedelta(days=7))
    assert numerators(points) == [0, 0, 1, 1, 1, 2, 1, 1]
    assert [point.as_of for point in points] == [end_of_day(point.day) for point in points]
    assert {point.denominator for point in points} == {2}


def test_in_hindsight_a_day_has_what_became_known_later() -> None:
    history = a_history(*CHANGES, known_at=FOREVER)
    assert numerators(trend(a_definition(), history, FIRST, FIRST + timedelta(days=7))) == [0, 0, 1, 2, 2, 2, 1, 1]


def test_days_beyond_what_is_judged_are_in_neither() -> None:
    history = a_history(*CHANGES, w=end_of_day(FIRST + timedelta(days=3)))
    points = trend(a_definition(), history, FIRST, FIRST + timedelta(days=5))
    assert [(point.numerator, point.denominator, point.not_judged) for point in points[2:]] == [
        *((1, 2, 0), (1, 2, 0)),
        *((0, 0, 2), (0, 0, 2)),
    ]
    assert [point.percent for point in points[3:5]] == [Decimal("50.0"), None]


def test_of_two_verdicts_the_one_known_last_rules_though_it_took_effect_earlier() -> None:
    corrected = a_change("one", 1, "overdue", "none", known_after=4)
    points = trend(a_definition(), a_history(*CHANGES[:3], corrected), FIRST, FIRST + timedelta(days=6))
    assert numerators(points) == [0, 0, 1, 1, 1, 0, 0]


@pytest.mark.parametrize("days", [0, 40_000], ids=["the wrong way round", "too many"])
def test_days_that_make_no_series_are_refused(days: int) -> None:
    with pytest.raises(SeriesInvalid, match="a series has 1 to"):
        trend(a_definition(), a_history(), FIRST, FIRST + timedelta(days=days - 1))


def test_a_change_that_nobody_knows_of_is_refused() -> None:
    with pytest.raises(SeriesInvalid, match="one does not say when"):
        trend(a_definition(), a_history(Change(effective_at=START, body=a_body("one"))), FIRST, LAST)


def random_history(rng: random.Random) -> History:
    changes = []
    for n in range(rng.randrange(30)):
        known_at = START + timedelta(hours=rng.choice([rng.randrange(-50, 380), 24 * rng.randrange(15)]))
        effective_at = known_at - timedelta(hours=rng.choice([0, 0, rng.randrange(200), -rng.randrange(60)]))
        body = random_body(rng, rng.choice(CODES), known_at)
        partition = CODES.index(body.code) % 3
        changes.append(
            Change(
                effective_at=effective_at,
                id=f"verdict-{n}",
                body=structs.replace(body, known_at=known_at, partition=partition),
            )
        )
    w = {n: rng.choice([None, FOREVER, START + timedelta(hours=rng.randrange(0, 400, 12))]) for n in range(3)}
    known_before = rng.choice([None, None, FOREVER, START + timedelta(hours=rng.randrange(0, 400, 12))])
    return History("connect", tuple(changes), w, known_before)


def counted_anew(definition: Definition, history: History, day: date) -> tuple[int, int, int]:
    """Every body judged by hand from all the changes: numerator, denominator, not judged."""
    as_of = end_of_day(day)
    known_at = history.known_at or as_of
    places = []
    for code in CODES:
        known = [
            (change.body.known_at, change.effective_at, change.id, change.body)
            for change in history.changes
            if change.body.code == code and change.effective_at <= as_of and change.body.known_at < known_at  # type: ignore[operator]
        ]
        if not known:
            continue
        body = max(known, key=lambda each: each[:3])[3]
        w = history.w[body.partition]
        places.append(place(definition, structs.replace(body, judged=w is not None and w >= as_of and w >= known_at)))
    return places.count("counted"), places.count("counted") + places.count("not_counted"), places.count("not_judged")


@given(seed=SEEDS)
@worlds(150, 10_000)
def test_each_day_is_what_counting_anew_says(seed: int) -> None:
    rng = dice(seed)
    definition, history = random_definition(rng), random_history(rng)
    for point in trend(definition, history, FIRST, LAST):
        told = (point.numerator, point.denominator, point.not_judged)
        assert told == counted_anew(definition, history, point.day), point.day


INSTRUMENT = Instrument(number="1", date=FIRST, issuer="council")


def a_deadline(revision: int, days: int, announced: int = 0) -> Deadline:
    return Deadline(
        revision=revision,
        at=end_of_day(FIRST + timedelta(days=days)),
        announced_at=START + timedelta(days=announced),
        instrument=INSTRUMENT,
    )


def test_a_burn_up_tells_how_it_stands_against_each_deadline() -> None:
    history = a_history(*CHANGES[:4], w=end_of_day(FIRST + timedelta(days=4)))
    found = burn_up(a_definition(), history, FIRST, LAST, [a_deadline(1, 9, announced=3), a_deadline(0, 3)])
    assert len(found.points) == 14
    first, second = found.deadlines
    assert (first.revision, first.remaining, first.days_left, first.pace_needed) == (0, 1, 0, None)
    assert first.reached is not None and (first.reached.numerator, first.reached.denominator) == (1, 2)
    assert (second.reached, second.remaining, second.days_left, second.pace_needed) == (None, 1, 5, Decimal("0.20"))
    assert second.announced is not None and second.announced.numerator == 1


def test_where_nothing_is_judged_nothing_is_told() -> None:
    history = a_history(*CHANGES, w=START - timedelta(days=1))
    (only,) = burn_up(a_definition(), history, FIRST, LAST, [a_deadline(0, 3)]).deadlines
    assert only == Against(
        revision=0,
        at=only.at,
        announced=None,
        reached=None,
        remaining=None,
        days_left=0,
        pace_needed=None,
    )


@given(seed=SEEDS)
@worlds(50, 2_000)
def test_a_deadline_at_the_end_of_a_day_is_reached_with_that_day_s_figure(seed: int) -> None:
    rng = dice(seed)
    definition, history = random_definition(rng), random_history(rng)
    for n, (point, against) in enumerate(_reached(definition, history)):
        told = (point.numerator, point.denominator, point.not_judged)
        assert (against.numerator, against.denominator, against.not_judged) == told, n


def _reached(definition: Definition, history: History) -> list[tuple[Point, Point]]:
    found = burn_up(definition, history, FIRST, LAST, [a_deadline(n, n) for n in range(14)])
    pairs = zip(found.points, found.deadlines, strict=True)
    return [(point, against.reached) for point, against in pairs if against.reached is not None]


@pytest.mark.parametrize(
    ("bodies", "days", "needed"),
    [(4, 7, "0.58"), (14, 7, "2.00"), (0, 0, "0.00"), (0, 5, "0.00"), (3, 0, "None")],
)
def test_the_pace_needed_is_rounded_up(bodies: int, days: int, needed: str) -> None:
    assert str(pace(bodies, days)) == needed
