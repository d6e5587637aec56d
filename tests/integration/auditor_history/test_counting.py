"""What PostgreSQL counts is what the definitions say over a census, and the census is what was said."""

from collections.abc import Iterator
from itertools import product
from typing import get_args

import pytest
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.figures.bodies import Census
from services.auditor.figures.computing import Place, compute, place
from services.auditor.figures.definitions import Among, Counts, Definition, Over
from services.auditor.history import History
from services.auditor.scoreboard.reading import Library
from tests.integration.auditor_history.random_worlds import CODES, DUTIES, World
from tests.integration.scoreboard.history import PARTITIONS
from tests.integration.scoreboard.test_recording import empty, record_in_batches
from tests.unit.auditor.conftest import PROOF
from tests.unit.auditor.figures.censuses import a_definition

SEEDS = range(80 if PROOF else 5)
INSTANTS = 5
"""Pairs of instants asked for in each world."""

pytestmark = pytest.mark.timeout(3_600)


def definitions(duty: str) -> Iterator[Definition]:
    """Every kind of definition that is counted in the database."""
    plain = [each for each in get_args(Counts) if each not in ("on_time", "late", "share")]
    for counts, over, among in product(plain, get_args(Over), get_args(Among)):
        yield a_definition(duty=duty, counts=counts, over=over, among=among)
    for under in (None, 0, 1):
        yield a_definition(duty=duty, counts="on_time", under=under)
        yield a_definition(duty=duty, counts="late", under=under)
    yield a_definition(duty=duty, group="banks")
    yield a_definition(duty=duty, over="listed", parent="body-0", among="core_and_affiliated")
    yield a_definition(duty=duty, over="listed", where={"province": ("fars",)})


async def recorded(engine: AsyncEngine, world: World) -> Library:
    await empty(engine)
    assert await record_in_batches(engine, world.records(), world.rng.choice([3, 40, 500])) == []
    return Library(engine, PARTITIONS)


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_figure_is_what_was_said(engine: AsyncEngine, seed: int) -> None:
    world = World(seed)
    library = await recorded(engine, world)
    for _ in range(INSTANTS):
        as_of, known_at, duty = world.an_instant(), world.an_instant(), world.rng.choice(DUTIES)
        if world.rng.random() < 0.3:
            known_at = as_of
        async with library.read() as reading:
            census = await reading.history.census(duty, as_of, known_at)
            said = world.census(duty, as_of, known_at)
            assert without_shares(census) == without_shares(said)
            for definition in definitions(duty):
                await check(reading.history, definition, census)


def without_shares(census: Census) -> Census:
    """They are of another verdict: of the one known last by then."""
    return structs.replace(census, bodies=tuple(structs.replace(body, shares=()) for body in census.bodies))


async def check(history: History, definition: Definition, census: Census) -> None:
    """The numbers, their parts and the bodies behind them."""
    asked = definition, census.as_of, census.known_at
    expected = compute(definition, census.bodies)
    counts = await history.counts(*asked)
    numbers = expected.numerator, expected.denominator, len(expected.not_judged)
    assert (counts.numerator, counts.denominator, counts.not_judged) == numbers
    for line in await history.counts_by(*asked, "group"):
        part = compute(definition, [body for body in census.bodies if body.group == line.key])
        assert (line.counts.numerator, line.counts.denominator) == (part.numerator, part.denominator)
    for standing in get_args(Place):
        behind = sorted(body.code for body in census.bodies if place(definition, body) == standing)
        first = await history.bodies(*asked, standing, limit=2)
        rest = await history.bodies(*asked, standing, after=first[-1] if first else None)
        assert [*first, *rest] == behind


async def test_shares_are_those_that_were_told_by_then(engine: AsyncEngine) -> None:
    world = World(seed=5)
    library = await recorded(engine, world)
    as_of, known_at = world.an_instant(), max(world.w.values())
    async with library.read() as reading:
        found = {each.body.code: each for each in await reading.history.shares("digitize", as_of, known_at)}
    for code in CODES:
        told = [each.data for each in world.verdicts if each.data.agency == code and each.data.duty == "digitize"]
        by_then = [data for data in told if data.known_at <= as_of and data.known_at < known_at]
        if code in found and found[code].body.judged and found[code].body.bound and by_then:
            assert found[code].shares == max(by_then, key=lambda data: (data.known_at, data.effective_at)).shares
