"""How long a figure takes as of any instant, by what was known at any other: 100,000 agencies, 20 changes each.

    python -m bench.auditor_history [agencies]

Beside each is a scan of the whole table by the same conditions, which is what it would cost without the forks.
"""

import asyncio
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import asyncpg
import msgspec
from mohlat_contracts import Event, encode_batch, read_batch, sources
from mohlat_contracts.registry import AgencyData, AgencyKind, AgencyRegistered, AgencySpan, Group
from mohlat_contracts.topics import REGISTRY, VERDICTS
from mohlat_contracts.verdicts import ConnectionGrade, Reason, Status, VerdictData, VerdictReached
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.postgres import Postgres
from services.auditor.cli import MIGRATIONS, SCHEMA
from services.auditor.figures import definition, issue, write_receipt
from services.auditor.history import History
from services.auditor.history.queries import table
from services.auditor.recorder.recording import Recorder
from services.auditor.scoreboard.reading import Library
from services.auditor.standings.alike import Seat, write_said
from services.auditor.standings.filing import LISTED, Common, Standing, standings_of
from services.auditor.standings.periods import Listing, Verdict
from services.plumbing.database import migrate, open_engine
from services.plumbing.records import Record
from services.plumbing.topics import partition_of

PARTITIONS = 6
CHANGES = 20
QUESTIONS = 20
START = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
DAYS = 1_000
END = START + timedelta(days=DAYS)
GROUPS, PROVINCES, PARENTS = 15, 31, 140
STATES: tuple[tuple[Status, Reason, ConnectionGrade], ...] = (
    ("pending", "before_deadline", "none"),
    ("at_risk", "deadline_near", "claimed"),
    ("met", "in_force", "proven"),
    ("met", "in_force", "full"),
    ("lapsed", "silent", "silent"),
    ("overdue", "deadline_passed", "none"),
    ("exempt", "exempted", "none"),
)
TIMELINESS = '[{"outcome": "unmet", "deadline": "2023-06-21T20:30:00Z", "revision": 0}]'
SCAN = text(
    """
    select said, count(*) from auditor.standings, cast(:as_of as timestamptz) at, cast(:known_at as timestamptz) known
    where duty = 'connect' and true_from <= at and true_until > at and known_from < known and known_until >= known
    group by said
    """
)
INDEXES = "select indexname, indexdef from pg_indexes where tablename = 'standings' and indexname not like '%pkey'"
COUNTED = definition("connected_affiliates")
Times = dict[str, list[float]]


class Body:
    """One agency with its registration and the times and states of its verdicts."""

    def __init__(self, rng: random.Random, number: int) -> None:
        self.code = f"agency-{number:06}"
        self.partition = partition_of(self.code, PARTITIONS)
        self.data = self._data(rng, number)
        self.verdicts = sorted(self._verdicts(rng))

    def _data(self, rng: random.Random, number: int) -> AgencyData:
        kind: AgencyKind = "core" if number % 100 == 0 else "affiliated"
        parent = rng.randrange(PARENTS)
        group = f"group-{parent % GROUPS}"
        span = AgencySpan(
            start=START,
            name_fa="دستگاه",
            name_en="Agency",
            group=group,
            kind=kind,
            parent=None if kind == "core" else f"agency-{100 * parent:06}",
            province=f"province-{rng.randrange(PROVINCES)}",
        )
        return AgencyData(
            agency=self.code,
            revision=number,
            name_fa="دستگاه",
            name_en="Agency",
            group=Group(code=group, name_fa="گروه", name_en="Group"),
            kind=kind,
            parent=span.parent,
            province=span.province,
            history=(span,),
        )

    def _verdicts(self, rng: random.Random) -> Iterator[tuple[datetime, datetime, int]]:
        """Known at, effective at, state: most at once, some a day or so later, a few corrections long after."""
        for _ in range(CHANGES):
            known_at = START + timedelta(minutes=rng.randrange(DAYS * 1_440))
            lag = rng.choice([0] * 14 + [24, 24, 48, 72, 24 * 40, 24 * 200])
            yield known_at, max(START, known_at - timedelta(hours=lag)), rng.randrange(len(STATES))

    def standings(self, common: Common) -> Iterator[Standing]:
        sayings = [common.saying(write_said(*state, 0, TIMELINESS)) for state in STATES]
        said = [
            Verdict(known_at, effective_at, f"{self.code}-{n}", sayings[state])
            for n, (known_at, effective_at, state) in enumerate(self.verdicts)
        ]
        listings, under = [Listing(START, self.data)], {LISTED: [], "connect": said}
        return standings_of(self.code, self.partition, listings, under, common)

    def events(self) -> Iterator[Event]:
        yield AgencyRegistered(id=self.code, source=sources.REGISTRY, time=START, data=self.data)
        for n, (known_at, effective_at, state) in enumerate(self.verdicts):
            status, reason, grade = STATES[state]
            data = VerdictData(
                agency=self.code,
                duty="connect",
                mandate="window",
                status=status,
                reason=reason,
                grade=grade,
                effective_at=effective_at,
                known_at=known_at,
                first_met_at=None,
                deadline_revision=0,
                timeliness=(),
                facts=(),
                rules="2",
            )
            yield VerdictReached(id=f"{self.code}-{n}", source=sources.AUDITOR, time=known_at, data=data)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Of the table of verdicts, in the order of its columns; each rests on three facts."""
        facts = json.dumps([{"id": f"{self.code}-fact-{n}", "sha256": f"{n:064x}"} for n in range(3)])
        for n, (known_at, effective_at, state) in enumerate(self.verdicts):
            status, reason, grade = STATES[state]
            head = (f"{self.code}-{n}", self.code, "connect", "window", status, reason, grade, effective_at, known_at)
            yield (*head, None, 0, TIMELINESS, facts, "2", "[]", "[]", None, self.partition)


VERDICT = [column.name for column in table("verdicts").columns]


async def load(url: str, bodies: list[Body]) -> None:
    """Fill the tables as the recorder would, by bulk copies."""
    connection = await asyncpg.connect(url)
    common = Common()
    try:
        await _copy(
            connection,
            "agencies",
            ["code", "revision", "known_at", "content", "partition"],
            (
                (body.code, body.data.revision, START, msgspec.json.encode(body.data).decode(), body.partition)
                for body in bodies
            ),
        )
        await _copy(connection, "verdicts", VERDICT, (row for body in bodies for row in body.rows()))
        standings = (tuple(row) for body in bodies for row in body.standings(common))
        definitions = await connection.fetch(INDEXES)
        for name, _ in definitions:
            await connection.execute(f"drop index auditor.{name}")
        await _copy(connection, "standings", list(Standing._fields), standings)
        for _, create in definitions:
            await connection.execute(create)
        places, sayings = common.rows()
        await _copy(connection, "places", ["id", *Seat._fields], (tuple(row.values()) for row in places))
        await _copy(connection, "sayings", ["id", "content"], (tuple(row.values()) for row in sayings))
        times = ((topic.name, n, END) for topic in (REGISTRY, VERDICTS) for n in range(PARTITIONS))
        await _copy(connection, "partition_times", ["topic", "partition", "time"], times)
        await connection.execute("vacuum analyze auditor.standings, auditor.verdicts, auditor.agencies, auditor.places")
    finally:
        await connection.close()


async def _copy(connection: Any, name: str, columns: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    began = perf_counter()
    result = await connection.copy_records_to_table(name, records=rows, columns=columns, schema_name=SCHEMA)
    print(f"  {name}: {result.split()[-1]} rows in {perf_counter() - began:.0f} s", flush=True)


def questions(rng: random.Random) -> Iterator[tuple[str, datetime, datetime]]:
    for n in range(QUESTIONS):
        as_of = START + timedelta(minutes=rng.randrange(DAYS * 1_440))
        known_at = START + timedelta(minutes=rng.randrange(DAYS * 1_440))
        yield "any", as_of, known_at
        yield "as known then", as_of, as_of
        yield "in hindsight", as_of, END
        recent = END - timedelta(minutes=rng.randrange(30 * 1_440))
        yield "lately", recent, END if n % 2 else recent


def told(name: str, times: list[float]) -> None:
    high = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    print(f"  {name}: p50 {median(times):.0f} ms, p95 {high:.0f} ms, most {max(times):.0f} ms", flush=True)


async def measure(url: str) -> None:
    engine = open_engine(url)
    library = Library(engine, PARTITIONS)
    times: dict[str, list[float]] = defaultdict(list)
    for name, *at in questions(random.Random(7)):  # noqa: S311
        times[f"figure, {name}"].append(await _ask(library, History.counts, COUNTED, *at))
        if name == "any":
            times["figure by province"].append(await _ask(library, History.counts_by, COUNTED, *at, "province"))
            times["page of 100 bodies"].append(await _ask(library, History.bodies, COUNTED, *at, "counted"))
            times["scan of the whole table"].append(await _scan(engine, *at))
    for name, found in sorted(times.items()):
        told(name, found)
    ratio = median(times["scan of the whole table"]) / median(times["figure, any"])
    print(f"  a scan takes {ratio:.1f} times as long as a figure")
    await _receipt(library)
    await engine.dispose()


async def _ask(library: Library, question: Callable[..., Awaitable[object]], *about: object) -> float:
    """In a reading of its own, as a request is; milliseconds."""
    async with library.read() as reading:
        began = perf_counter()
        await question(reading.history, *about)
        return 1_000 * (perf_counter() - began)


async def _scan(engine: AsyncEngine, as_of: datetime, known_at: datetime) -> float:
    async with engine.connect() as connection:
        await connection.execute(text("set local enable_indexscan = off"))
        await connection.execute(text("set local enable_indexonlyscan = off"))
        await connection.execute(text("set local enable_bitmapscan = off"))
        began = perf_counter()
        await connection.execute(SCAN, {"as_of": as_of, "known_at": known_at})
        return 1_000 * (perf_counter() - began)


async def _receipt(library: Library) -> None:
    async with library.read() as reading:
        began = perf_counter()
        census = await reading.history.census("connect", END, END)
    read = perf_counter()
    receipt = write_receipt(issue(COUNTED, census))
    written = perf_counter()
    print(f"  census of {len(census.bodies)} bodies: {read - began:.1f} s")
    print(f"  its receipt, {len(receipt) / 1e6:.1f} MB: {written - read:.1f} s more")


async def record(url: str, bodies: list[Body]) -> None:
    """What deriving costs the recorder: verdicts one record each, in the order of their becoming known."""

    async def bury(record: Record, reason: str) -> None:
        raise RuntimeError(reason)

    engine = open_engine(url)
    events = sorted((event for body in bodies for event in body.events()), key=lambda event: event.time)
    records = [_record(event, n) for n, event in enumerate(events)]
    recorder, began = Recorder(engine, "", bury), perf_counter()
    for start in range(0, len(records), 500):
        await recorder.record(records[start : start + 500])
    print(f"  recorded {len(records)} facts and verdicts: {len(records) / (perf_counter() - began):.0f} a second")
    await engine.dispose()


def _record(event: Any, offset: int) -> Record:
    topic = VERDICTS if isinstance(event, VerdictReached) else REGISTRY
    key, value = event.data.agency, encode_batch([event])
    return Record(topic.name, partition_of(key, PARTITIONS), offset, key, event.time, tuple(read_batch(value)), value)


@asynccontextmanager
async def database() -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(prefix="mohlat-bench-") as folder:
        await asyncio.to_thread(Path(folder).chmod, 0o755)
        server = Postgres(Path(folder) / "postgres", fsync=False)
        try:
            url = (await asyncio.to_thread(server.start)).fresh_database()
            await asyncio.to_thread(migrate, url, MIGRATIONS, SCHEMA)
            yield url
        finally:
            await asyncio.to_thread(server.kill)


async def main(agencies: int) -> None:
    rng = random.Random(1)  # noqa: S311
    bodies = [Body(rng, number) for number in range(agencies)]
    async with database() as url:
        print(f"{agencies} agencies, {agencies * CHANGES} verdicts", flush=True)
        await load(url, bodies)
        await _sizes(url)
        await measure(url)
    async with database() as url:
        await record(url, bodies[: agencies // 100])


async def _sizes(url: str) -> None:
    engine = open_engine(url)
    async with engine.connect() as connection:
        for name in ("verdicts", "standings"):
            size = text(f"select pg_total_relation_size('auditor.{name}') / 1000000")
            print(f"  {name}: {(await connection.execute(size)).scalar_one()} MB with its indexes", flush=True)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
