"""The shell around the pure auditor: what is published, what is remembered, and in which order."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiokafka import ConsumerRecord
from mohlat_contracts import Event, decode_batch, encode_batch, headers, sources, topics
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.envelope import Span
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData
from mohlat_contracts.registry import Connect, Deadline, DutyAssigned, DutyData, Instrument, Limits
from mohlat_contracts.verdicts import VerdictReached
from msgspec import msgpack

from services.auditor.worker.cases_store import TableStore
from services.auditor.worker.intake import BEHIND, Intake
from services.plumbing.publisher import NotPublished, Outgoing
from services.timekeeping.ticks import tick_headers

START = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
REGISTRY, EVIDENCE, VERDICTS = (topic.name for topic in (topics.REGISTRY, topics.EVIDENCE, topics.VERDICTS))


class RememberingPublisher:
    """Keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.records: list[Outgoing] = []
        self.refuses = False
        self.published = asyncio.Event()

    async def publish(self, records: Iterable[Outgoing]) -> None:
        if self.refuses:
            raise NotPublished("the broker is away")
        self.records += records
        self.published.set()

    async def publish_packed(self, records: Iterable[Outgoing]) -> None:
        await self.publish(records)

    def events(self, topic: str) -> list[Event]:
        return [
            event for record in self.records if record.topic == topic for event in decode_batch(record.value or b"")
        ]


class Log:
    """A partition of the two source topics, as the stream would deliver it."""

    def __init__(self) -> None:
        self.records: dict[str, list[ConsumerRecord]] = {REGISTRY: [], EVIDENCE: []}

    def append(
        self, topic: str, value: bytes, key: str | None, known_at: datetime, **more: str | int
    ) -> ConsumerRecord:
        """`appended_at` in milliseconds is the broker's; `more` are further headers."""
        appended_at = more.pop("appended_at", 0)
        found = {headers.KNOWN_AT: known_at.isoformat(), **{name.replace("_", "-"): v for name, v in more.items()}}
        record: Any = ConsumerRecord(
            topic, 0, len(self.records[topic]), appended_at, 1, key.encode() if key else None, value, None, -1, -1,
            tuple((name, str(text).encode()) for name, text in found.items()),
        )  # fmt: skip
        self.records[topic].append(record)
        return record

    def fact(self, topic: str, event: Event, at: datetime) -> ConsumerRecord:
        return self.append(topic, encode_batch([event]), "sample-001", at)

    def tick(self, topic: str, at: datetime) -> ConsumerRecord:
        source = sources.REGISTRY if topic == REGISTRY else sources.connector("w")
        return self.tick_from(source, topic, at)

    def tick_from(
        self, source: str, topic: str, at: datetime, writer: str = "w", appended_at: int = 0
    ) -> ConsumerRecord:
        tick = TickData(writer=writer, epoch=1, open_from=START, open_to=at)
        event = ClockTicked(id=str(at), source=source, time=at, data=tick)
        return self.append(topic, encode_batch([event]), None, at, appended_at=appended_at)

    async def reread(self, topic: str, _partition: int, start: int, end: int) -> list[ConsumerRecord]:
        return self.records[topic][start:end]


def duty() -> DutyAssigned:
    deadline = Deadline(
        revision=0,
        at=START + timedelta(days=40),
        announced_at=START,
        instrument=Instrument(number="1", date=START.date(), issuer="x"),
    )
    data = DutyData(
        agency="sample-001",
        duty="connect",
        mandate="window-1401",
        revision=0,
        name_fa="اتصال",
        name_en="Connect",
        obligation=Connect(grade="proven"),
        limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
        bound=(Span(start=START),),
        deadlines=(deadline,),
    )
    return DutyAssigned(id="registry:duty:connect:sample-001:0", source=sources.REGISTRY, time=START, data=data)


def heartbeat(at: datetime) -> ConnectionHeartbeat:
    return ConnectionHeartbeat(id=f"h-{at}", source=sources.agency("sample-001"), time=at, data=HeartbeatData())


class DictShelf(dict[bytes, bytes]):
    """One partition of a table that is a dictionary.

    Attributes:
        left: so many more values are kept, then the process dies; None for ever.
        written: how many have been.
    """

    left: int | None = None
    written = 0

    async def write(self, values: Mapping[bytes, bytes]) -> None:
        for key, value in values.items():
            if self.left == 0:
                raise NotPublished("the process died here")
            self.left = None if self.left is None else self.left - 1
            self[key] = value
            self.written += 1


class World:
    """An intake over a table that is a dictionary, with a clock that stands still until it is told otherwise.

    Attributes:
        seconds_a_look: by how much the clock goes on each time it is looked at.
    """

    def __init__(self) -> None:
        self.log, self.publisher, self.table = Log(), RememberingPublisher(), DictShelf()
        self.seconds, self.seconds_a_look = 0.0, 0.0
        self.start_anew()

    def start_anew(self) -> None:
        """As after a restart: the table is all that is left."""
        publisher: Any = self.publisher
        self.intake = Intake(
            publisher, "", lambda partition: TableStore(self.table, partition, 1), self.log.reread, now=self._now
        )

    def _now(self) -> float:
        self.seconds += self.seconds_a_look
        return self.seconds

    async def take(self, *records: ConsumerRecord) -> None:
        for record in records:
            await self.intake.take(record)

    def verdicts(self) -> list[tuple[str, str]]:
        return [
            (event.data.status, event.data.reason)
            for event in self.publisher.events(VERDICTS)
            if isinstance(event, VerdictReached)
        ]


@pytest.fixture
def world() -> World:
    return World()


def first_month(world: World) -> list[ConsumerRecord]:
    """A duty, a heartbeat on day 5, and a tick of both topics on day 6."""
    log, beat = world.log, START + timedelta(days=5)
    return [
        log.fact(REGISTRY, duty(), START),
        log.tick(REGISTRY, START + timedelta(days=6)),
        log.fact(EVIDENCE, heartbeat(beat), beat),
        log.tick(EVIDENCE, START + timedelta(days=6)),
    ]


async def test_verdicts_come_before_the_tick_that_covers_them(world: World) -> None:
    await world.take(*first_month(world))
    events = world.publisher.events(VERDICTS)
    assert world.verdicts() == [("pending", "before_deadline"), ("met", "in_force")]
    assert isinstance(events[-1], ClockTicked)
    assert events[-1].data.open_to == START + timedelta(days=6)
    assert sum(isinstance(event, ClockTicked) for event in events) == 1


async def test_what_could_not_be_published_is_not_remembered_and_comes_again(world: World) -> None:
    *before, last = first_month(world)
    await world.take(*before)
    remembered = dict(world.table)
    world.publisher.refuses = True
    with pytest.raises(NotPublished):
        await world.take(last)
    assert world.table == remembered
    world.publisher.refuses = False
    world.start_anew()
    await world.take(last)
    assert world.verdicts() == [("pending", "before_deadline"), ("met", "in_force")]


async def test_reading_everything_again_publishes_nothing_new(world: World) -> None:
    records = first_month(world)
    await world.take(*records)
    published = len(world.publisher.records)
    world.start_anew()
    await world.take(*records)
    assert len(world.publisher.records) == published


async def test_records_that_the_stream_skipped_are_read_from_the_log(world: World) -> None:
    first, registry_tick, fact, evidence_tick = first_month(world)
    del fact
    await world.take(first, registry_tick, evidence_tick)
    assert world.verdicts() == [("pending", "before_deadline"), ("met", "in_force")]


async def test_a_stream_that_begins_too_late_after_a_restart_loses_nothing(world: World) -> None:
    await world.take(*first_month(world))
    beat = START + timedelta(days=50)
    late = [world.log.tick(REGISTRY, beat), world.log.tick(EVIDENCE, beat)]
    del late
    final = [world.log.tick(topic, beat + timedelta(days=1)) for topic in (REGISTRY, EVIDENCE)]
    world.start_anew()
    await world.take(*final)
    ticks = [e.data.open_to for e in world.publisher.events(VERDICTS) if isinstance(e, ClockTicked)]
    assert ticks == [START + timedelta(days=6), beat, beat + timedelta(days=1)]


@pytest.mark.parametrize(
    ("value", "key"),
    [(b"no json", "sample-001"), (b"[]", "sample-001"), (encode_batch([heartbeat(START)]), "sample-002")],
)
async def test_a_poisonous_record_goes_to_the_dead_letters_and_the_next_is_processed(
    world: World, value: bytes, key: str
) -> None:
    poison = world.log.append(EVIDENCE, value, key, START)
    await world.take(poison, *first_month(world))
    dead = [record for record in world.publisher.records if record.topic == f"{EVIDENCE}.dlq"]
    assert [record.value for record in dead] == [value]
    assert dead[0].headers[headers.ERROR_REASON]
    assert world.verdicts()[-1] == ("met", "in_force")


async def test_a_poisonous_record_whose_dead_letter_is_refused_is_not_passed(world: World) -> None:
    poison = world.log.append(EVIDENCE, b"no json", "sample-001", START)
    world.publisher.refuses = True
    with pytest.raises(NotPublished):
        await world.take(poison)


async def test_time_from_somebody_who_does_not_write_the_topic_is_no_time(world: World) -> None:
    far = datetime(2199, 1, 1, tzinfo=UTC)
    forged = world.log.tick_from(sources.agency("sample-001"), EVIDENCE, far)
    await world.take(forged, *first_month(world))
    ticks = [e.data.open_to for e in world.publisher.events(VERDICTS) if isinstance(e, ClockTicked)]
    assert ticks == [START + timedelta(days=6)]


async def test_a_record_under_the_key_of_the_partitions_own_state_is_refused(world: World) -> None:
    forged = world.log.append(EVIDENCE, encode_batch([heartbeat(START)]), "@0", START)
    await world.take(forged, *first_month(world))
    assert [record.topic for record in world.publisher.records if record.topic.endswith(".dlq")] == [f"{EVIDENCE}.dlq"]
    assert world.verdicts()[-1] == ("met", "in_force")


async def test_a_case_that_is_full_buries_further_evidence_and_everything_else_goes_on(world: World) -> None:
    big = [
        ConnectionHeartbeat(
            id=f"big-{n}",
            source=sources.agency("sample-001"),
            time=START,
            data=HeartbeatData(services=tuple(f"service-{n}-{m:04}-{'x' * 80}" for m in range(9_000))),
        )
        for n in range(2)
    ]
    await world.take(*(world.log.fact(EVIDENCE, event, START) for event in big), *first_month(world))
    assert sum(record.topic.endswith(".dlq") for record in world.publisher.records) >= 1
    assert world.verdicts()[0][0] in {"pending", "met"}


def riding(at: datetime, **changed: str) -> dict[str, str]:
    tick = TickData(writer="w", epoch=1, open_from=START, open_to=at)
    return {name.replace("-", "_"): text for name, text in tick_headers(tick).items()} | changed


async def test_a_tick_that_rides_on_evidence_counts_after_the_facts_of_its_record(world: World) -> None:
    beat = START + timedelta(days=5)
    await world.take(world.log.fact(REGISTRY, duty(), START), world.log.tick(REGISTRY, START + timedelta(days=6)))
    value = encode_batch([heartbeat(beat)])
    for at in (beat, START + timedelta(days=6)):
        await world.take(world.log.append(EVIDENCE, value, "sample-001", beat, **riding(at)))
    assert world.verdicts() == [("pending", "before_deadline"), ("met", "in_force")]
    ticks = [e.data.open_to for e in world.publisher.events(VERDICTS) if isinstance(e, ClockTicked)]
    assert ticks == [beat, START + timedelta(days=6)]


async def test_a_tick_that_rides_on_evidence_that_is_refused_counts_all_the_same(world: World) -> None:
    await world.take(world.log.tick(REGISTRY, START + timedelta(days=6)))
    await world.take(world.log.append(EVIDENCE, b"no json", "sample-001", START, **riding(START + timedelta(days=2))))
    assert [record.topic for record in world.publisher.records] == [f"{EVIDENCE}.dlq", VERDICTS]


async def test_facts_whose_tick_is_spoilt_are_taken_and_the_tick_is_left_out(world: World) -> None:
    await world.take(world.log.fact(REGISTRY, duty(), START), world.log.tick(REGISTRY, START + timedelta(days=6)))
    beat = START + timedelta(days=5)
    spoilt = riding(START + timedelta(days=6), tick_epoch="x")
    await world.take(world.log.append(EVIDENCE, encode_batch([heartbeat(beat)]), "sample-001", beat, **spoilt))
    assert world.publisher.records == []
    await world.take(world.log.tick(EVIDENCE, START + timedelta(days=6)))
    assert world.verdicts()[-1] == ("met", "in_force")


async def test_headers_of_the_registry_topic_tell_no_time_of_evidence(world: World) -> None:
    await world.take(world.log.tick(EVIDENCE, START + timedelta(days=6)))
    value, far = encode_batch([duty()]), START + timedelta(days=90)
    await world.take(world.log.append(REGISTRY, value, "sample-001", START, **riding(far)))
    assert world.publisher.records == []


async def test_a_connector_that_is_gone_holds_the_verdicts_back_only_so_long(world: World) -> None:
    log, later = world.log, START + timedelta(days=6)
    await world.take(log.fact(REGISTRY, duty(), START), log.tick(REGISTRY, later))
    gone, other = sources.connector("gone"), sources.connector("other")
    await world.take(log.tick_from(gone, EVIDENCE, START, "gone", appended_at=1_000))
    await world.take(log.tick_from(other, EVIDENCE, later, "other", appended_at=31_000))
    assert world.verdicts() == []
    await world.take(log.tick_from(other, EVIDENCE, later + timedelta(seconds=1), "other", appended_at=31_001))
    assert world.verdicts() == [("pending", "before_deadline")]


async def test_facts_behind_the_time_are_counted_and_are_so_only_once(world: World) -> None:
    await world.take(*first_month(world))
    counted = BEHIND._value.get()
    late = world.log.fact(EVIDENCE, heartbeat(START + timedelta(days=1)), START + timedelta(days=1))
    await world.take(late, world.log.tick(REGISTRY, START + timedelta(days=7)))
    assert BEHIND._value.get() == counted + 1
    world.start_anew()
    await world.take(late)
    assert BEHIND._value.get() == counted + 1


async def test_time_stored_by_the_first_version_is_read_and_goes_on(world: World) -> None:
    """Before connectors had append times."""
    at = START + timedelta(days=3)
    time = [at, {"w": [1, at]}, at, {"intervals": [[START, at]]}]
    world.table[b"@0"] = msgpack.encode({"time": time, "read": {REGISTRY: 0, EVIDENCE: 0}})
    world.start_anew()
    await world.take(*first_month(world))
    assert world.verdicts()[-1] == ("met", "in_force")
    ticks = [e.data for e in world.publisher.events(VERDICTS) if isinstance(e, ClockTicked)]
    assert [(tick.open_from, tick.open_to) for tick in ticks] == [(at, START + timedelta(days=6))]
