"""Recording into a real PostgreSQL: once each, in whatever order, however often."""

import random
from collections.abc import Sequence
from typing import Any

from mohlat_contracts.topics import REGISTRY, VERDICTS
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.recorder.recording import Recorder
from services.auditor.recorder.tables import AuditorTable
from services.plumbing.records import Record
from tests.integration.scoreboard.history import (
    END,
    START,
    as_read,
    outgoing,
    reached,
    registered,
    three_bodies,
    ticks,
)

TABLES = sorted(AuditorTable.metadata.tables.keys() - {"auditor.frozen_figures"})
"""The projections."""


class Burials:
    """Remembers what was put among the dead letters."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    async def bury(self, record: Record, reason: str) -> None:
        self.reasons.append(reason)


async def contents(engine: AsyncEngine) -> dict[str, list[str]]:
    """Every row of every table, as text; of the places and sayings those that somebody has."""
    async with engine.connect() as connection:
        return {
            table: sorted((await connection.execute(text(f"select t::text from {table} t {_which(table)}"))).scalars())  # noqa: S608
            for table in TABLES
        }


def _which(table: str) -> str:
    column = {"auditor.places": "place", "auditor.sayings": "said"}.get(table)
    return "" if column is None else f"where id in (select {column} from auditor.standings)"  # noqa: S608


async def empty(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(f"truncate {', '.join(TABLES)}"))


async def record_in_batches(engine: AsyncEngine, records: Sequence[Record], size: int) -> list[str]:
    burials = Burials()
    recorder = Recorder(engine, "", burials.bury)
    for start in range(0, len(records), size):
        await recorder.record(records[start : start + size])
    return burials.reasons


async def test_shuffled_and_repeated_records_leave_the_same_tables(engine: AsyncEngine) -> None:
    records = as_read(three_bodies())
    assert await record_in_batches(engine, records, 500) == []
    expected = await contents(engine)
    assert all(expected.values()), "every table has rows"
    for seed in range(8):
        chance = random.Random(seed)  # noqa: S311
        disordered = records + chance.sample(records, len(records) // 2)
        chance.shuffle(disordered)
        await empty(engine)
        await record_in_batches(engine, disordered, chance.choice([1, 7, 500]))
        assert await contents(engine) == expected


async def test_every_revision_stays(engine: AsyncEngine) -> None:
    revisions = [registered("aa", number, name_en=f"Name {number}") for number in (2, 0, 3, 1)]
    await record_in_batches(engine, as_read(outgoing("", REGISTRY, each, key="aa") for each in revisions), 2)
    names = "select string_agg(content ->> 'name_en', ',' order by revision) from auditor.agencies"
    assert await one(engine, names) == "Name 0,Name 1,Name 2,Name 3"


async def test_time_never_runs_backwards(engine: AsyncEngine) -> None:
    await record_in_batches(engine, as_read(ticks("", END)), 500)
    await record_in_batches(engine, as_read(ticks("", START)), 500)
    assert await one(engine, "select min(time) from auditor.partition_times") == END


async def test_a_verdict_under_another_key_is_buried_and_the_rest_recorded(engine: AsyncEngine) -> None:
    records = as_read(
        [
            outgoing("", VERDICTS, reached("bb", "met", "in_force", START), key="aa"),
            outgoing("", VERDICTS, reached("aa", "pending", "before_deadline", START), key="aa"),
        ]
    )
    (reason,) = await record_in_batches(engine, records, 500)
    assert "under the key of aa" in reason
    assert await one(engine, "select string_agg(agency, ',') from auditor.verdicts") == "aa"


async def test_what_postgresql_cannot_hold_is_buried_and_stops_nobody(engine: AsyncEngine) -> None:
    unstorable = [registered("aa", name_en="a NUL \x00 within"), registered("bb", revision=2**40)]
    published = [outgoing("", REGISTRY, each, key=each.data.agency) for each in (*unstorable, registered("cc"))]
    assert len(await record_in_batches(engine, as_read(published), 500)) == 2
    assert await one(engine, "select string_agg(code, ',') from auditor.agencies") == "cc"


async def one(engine: AsyncEngine, statement: str) -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(text(statement))).scalar_one()
