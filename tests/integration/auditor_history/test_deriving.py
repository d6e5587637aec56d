"""What is derived is a function of what was said: it can be thrown away, and several recorders may write it."""

import asyncio
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.recorder.deriving import derive
from services.auditor.recorder.recording import Recorder
from services.plumbing.records import Record
from tests.integration.auditor_history.random_worlds import CODES, World
from tests.integration.auditor_history.test_counting import recorded
from tests.integration.scoreboard.test_recording import Burials, contents, empty

SEEDS = range(2_000, 2_003)


@pytest.mark.parametrize("seed", SEEDS)
async def test_standings_that_were_thrown_away_come_back_the_same(engine: AsyncEngine, seed: int) -> None:
    await recorded(engine, World(seed))
    before = await contents(engine)
    async with engine.begin() as connection:
        await connection.execute(text("truncate auditor.standings, auditor.places, auditor.sayings"))
        await derive(connection, CODES)
    assert await contents(engine) == before
    assert before["auditor.standings"]


@pytest.mark.parametrize("seed", SEEDS)
async def test_recorders_of_different_topics_leave_the_same_tables(engine: AsyncEngine, seed: int) -> None:
    world = World(seed)
    records = world.records()
    await recorded(engine, world)
    alone = await contents(engine)
    await empty(engine)
    by_topic = [[each for each in records if each.topic == topic] for topic in sorted({each.topic for each in records})]
    await asyncio.gather(*(record(engine, of_one) for of_one in by_topic))
    assert await contents(engine) == alone


async def record(engine: AsyncEngine, records: list[Record]) -> None:
    recorder = Recorder(engine, "", partial(Burials().bury))
    for start in range(0, len(records), 5):
        await recorder.record(records[start : start + 5])
