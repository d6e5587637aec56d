"""A series swept from the changes says each day what a census of that day says, whoever moved or left the list."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.figures.computing import compute
from services.auditor.figures.definitions import Definition
from services.auditor.figures.series import Point, trend
from services.auditor.history import History
from services.calendar.civil import TEHRAN, end_of_day
from tests.integration.auditor_history.random_worlds import DAYS, DUTIES, World
from tests.integration.auditor_history.test_counting import definitions, recorded
from tests.integration.scoreboard.history import START
from tests.unit.auditor.conftest import PROOF

SEEDS = range(1_000, 1_000 + (20 if PROOF else 2))
FIRST = START.astimezone(TEHRAN).date()

pytestmark = pytest.mark.timeout(3_600)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("in_hindsight", [False, True], ids=["as known each day", "in hindsight"])
async def test_each_day_is_what_a_census_of_it_says(engine: AsyncEngine, seed: int, in_hindsight: bool) -> None:
    world = World(seed)
    library = await recorded(engine, world)
    duty, known_at = world.rng.choice(DUTIES), world.an_instant() if in_hindsight else None
    some = world.rng.sample(list(definitions(duty)), 6)
    async with library.read() as reading:
        changes = await reading.history.changes(duty, known_at)
        for definition in some:
            points = trend(definition, changes, FIRST, FIRST + timedelta(days=DAYS))
            assert await reading.history.trend(definition, FIRST, FIRST + timedelta(days=DAYS), known_at) == points
            for point in points[:: 1 if PROOF else 3]:
                as_of = end_of_day(point.day)
                assert numbers(point) == await counted(reading.history, definition, point, known_at or as_of)


def numbers(point: Point) -> tuple[int, int, int]:
    return point.numerator, point.denominator, point.not_judged


async def counted(history: History, definition: Definition, point: Point, known_at: datetime) -> tuple[int, int, int]:
    census = await history.census(definition.duty, point.as_of, known_at)
    found = compute(definition, census.bodies)
    return found.numerator, found.denominator, len(found.not_judged)
