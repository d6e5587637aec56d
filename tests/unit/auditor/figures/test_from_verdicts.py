"""Figures out of the histories that the judge really writes, against judging anew at each instant."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from mohlat_contracts.verdicts import VerdictData

from services.auditor.cases.case import Case
from services.auditor.figures.bodies import Census, body_of
from services.auditor.figures.computing import figure
from services.auditor.figures.definitions import Definition
from services.auditor.figures.receipts import issue
from services.auditor.figures.series import Change, History, trend
from services.auditor.figures.verifying import verify
from services.auditor.rules.judge import judge
from services.auditor.rules.walk import verdict_event, walk
from services.calendar.civil import TEHRAN
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.events import hour
from tests.unit.auditor.figures.censuses import SEEDS, a_definition
from tests.unit.auditor.worlds import HOURS, World, cases, world

pytestmark = pytest.mark.timeout(1_800)  # at full size, beside other work

W = hour(HOURS)
FIGURES = (
    a_definition(),
    a_definition(counts="full"),
    a_definition(counts="met"),
    a_definition(over="obligated", counts="claimed"),
    a_definition(duty="digitize", counts="met"),
)


def history(verdicts: Mapping[str, list[VerdictData]], duty: str) -> History:
    """As a recorder hands it over."""
    changes = tuple(
        Change(
            effective_at=verdict.effective_at,
            id=verdict_event(verdict).id,
            body=body_of(agency, "core", verdict, judged=True),
        )
        for agency, told in verdicts.items()
        for verdict in told
        if verdict.duty == duty
    )
    return History(duty, changes, {0: W})


def judged_anew(folded: Mapping[str, Case], played: World, duty: str, as_of: datetime) -> Census:
    """What the judge says with all that was known before an instant; everything happens on whole hours."""
    verdicts = {agency: judge(case, played.door, as_of - timedelta(hours=1)) for agency, case in folded.items()}
    bodies = tuple(body_of(agency, "core", told.get(duty), judged=True) for agency, told in verdicts.items())
    return Census(duty=duty, as_of=as_of, known_at=as_of, bodies=bodies, w={0: W})


def told(played: World) -> dict[str, list[VerdictData]]:
    return {agency: list(_verdicts(case, played)) for agency, case in cases(played.facts).items()}


def _verdicts(case: Case, played: World) -> Iterator[VerdictData]:
    yield from walk(case, played.door, W)[1]


@given(seed=SEEDS)
@pytest.mark.parametrize("definition", FIGURES, ids=lambda each: f"{each.duty}-{each.counts}-{each.over}")
@worlds(4, 200)
def test_a_figure_out_of_the_history_is_that_of_judging_at_that_instant(definition: Definition, seed: int) -> None:
    played = world(seed, agencies=4)
    folded, kept = cases(played.facts), history(told(played), definition.duty)
    for n in range(24, HOURS, 24):
        recorded = figure(definition, kept.census(hour(n)))
        assert recorded == figure(definition, judged_anew(folded, played, definition.duty, hour(n)))


@given(seed=SEEDS)
@worlds(4, 200)
def test_the_trend_out_of_the_history_is_a_figure_for_each_day(seed: int) -> None:
    kept = history(told(world(seed, agencies=4)), "connect")
    first = hour(0).astimezone(TEHRAN).date()
    for point in trend(a_definition(), kept, first, first + timedelta(days=14)):
        found = figure(a_definition(), kept.census(point.as_of))
        assert (point.numerator, point.denominator, point.not_judged) == (
            found.numerator,
            found.denominator,
            len(found.not_judged),
        )


@given(seed=SEEDS)
@worlds(4, 200)
def test_a_receipt_holds_however_the_history_comes_in(seed: int) -> None:
    kept = history(told(world(seed, agencies=4)), "connect")
    again = kept._replace(changes=tuple(reversed(kept.changes)))
    assert verify(issue(a_definition(), kept.census(hour(100))), issue(a_definition(), again.census(hour(100)))) == ()
