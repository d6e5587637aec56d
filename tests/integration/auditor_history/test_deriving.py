"""What is derived is a function of what was said: it can be thrown away, and several recorders may write it."""

import asyncio
from datetime import datetime
from functools import partial
from itertools import permutations

import pytest
from mohlat_contracts import Event
from mohlat_contracts.registry import AgencySpan
from mohlat_contracts.topics import REGISTRY, VERDICTS, Topic
from msgspec import structs
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.recorder.deriving import derive
from services.auditor.recorder.recording import Recorder
from services.plumbing.records import Record
from tests.integration.auditor_history.random_worlds import CODES, World
from tests.integration.auditor_history.test_counting import recorded
from tests.integration.scoreboard.history import DAY, START, as_read, outgoing, reached, registered
from tests.integration.scoreboard.test_recording import Burials, contents, empty, record_in_batches

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


MOVE = START + 20 * DAY


def a_place(group: str, start: datetime, until: datetime | None) -> AgencySpan:
    return AgencySpan(start=start, until=until, name_fa="نام", name_en="Name", group=group, kind="core")


async def test_a_verdict_and_a_move_that_become_known_at_one_instant_do_not_depend_on_their_order(
    engine: AsyncEngine,
) -> None:
    before, after = a_place("banks", START, MOVE - 5 * DAY), a_place("ministries", MOVE - 5 * DAY, None)
    moved = structs.replace(registered("aa", 1, history=(before, after)), time=MOVE)
    facts: list[tuple[Topic, Event]] = [
        (REGISTRY, registered("aa", history=(a_place("banks", START, None),))),
        (VERDICTS, reached("aa", "pending", "before_deadline", START)),
        (REGISTRY, moved),
        (VERDICTS, reached("aa", "met", "in_force", MOVE, "full")),
    ]
    records = as_read(outgoing("", topic, event, key="aa") for topic, event in facts)
    tables = []
    for order in permutations(records):
        await empty(engine)
        await record_in_batches(engine, order, 1)
        tables.append(await contents(engine))
    assert all(each == tables[0] for each in tables)


async def record(engine: AsyncEngine, records: list[Record]) -> None:
    recorder = Recorder(engine, "", partial(Burials().bury))
    for start in range(0, len(records), 5):
        await recorder.record(records[start : start + 5])
