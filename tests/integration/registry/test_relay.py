"""What reaches Kafka, in which order, and what happens when the relay dies at a bad moment."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import pytest
from mohlat_contracts import headers
from mohlat_contracts.topics import CONTACTS, MAX_RECORD_BYTES, REGISTRY

from services.plumbing.publisher import NotPublished, Outgoing
from services.registry import outbox
from services.registry.clock import SystemClock
from services.registry.relay.batches import BYTES, following
from services.registry.relay.carrier import Publishes
from services.registry.relay.filling import Filler
from tests.integration.registry.line import LATER, PARTITIONS, START, Line, a_line, agencies, running
from tests.integration.registry.log import in_order, is_tick, ticks_to
from tests.stacks import Broker
from tests.waiting import eventually


class Dies(Exception):
    """What a relay that is killed between the acknowledgement and the mark looks like from inside."""


class DyingPublisher:
    """Publishes for real, and is killed right after the acknowledgement."""

    def __init__(self, inner: Publishes) -> None:
        self._inner = inner

    async def publish(self, records: Iterable[Outgoing]) -> None:
        await self._inner.publish(records)
        raise Dies


class FalteringPublisher:
    """Refuses the first time, as a broker that is away does."""

    def __init__(self, inner: Publishes) -> None:
        self._inner, self._refused = inner, 0

    async def publish(self, records: Iterable[Outgoing]) -> None:
        if not self._refused:
            self._refused += 1
            raise NotPublished("the broker is away")
        await self._inner.publish(records)


@pytest.fixture
async def line(kafka: Broker, topic_prefix: str, migrated: str) -> AsyncIterator[Line]:
    async with a_line(kafka, topic_prefix, migrated) as line:
        yield line


async def test_the_log_holds_the_outbox_byte_for_byte_and_ticks_every_partition_after_it(line: Line) -> None:
    await line.say(*agencies(9))
    async with running(line.relay()):
        await line.say("agency-00004")
        await line.move(LATER)
        found = await line.read(LATER)
    rows = [row for row in await line.outbox() if row.key is not None]
    facts = [record for record in found if not is_tick(record)]
    assert sorted((row.key, row.value) for row in rows) == sorted((fact.key, fact.value) for fact in facts)
    for key in {record.key for record in facts}:
        assert [row.value for row in rows if row.key == key] == [fact.value for fact in facts if fact.key == key]
    for partition in range(PARTITIONS):
        assert is_tick(in_order(found, partition)[0])
        assert is_tick(in_order(found, partition)[-1])
    assert {record.headers[headers.CONTENT_TYPE] for record in found} == {b"application/cloudevents-batch+json"}
    assert {record.known_at for record in found} == {START, LATER}


async def test_contacts_go_to_their_own_topic_and_an_erased_one_is_a_tombstone(line: Line) -> None:
    async with running(line.relay()):
        await line.say_contact("c-1", "رابط")
        (said,) = await line.read_until(bool, CONTACTS.name)
        await line.erase_contact("c-1")
        _, tombstone = await line.read_until(lambda found: len(found) > 1, CONTACTS.name)
    assert (said.key, said.events[0].event.data.name) == ("c-1", "رابط")  # type: ignore[union-attr]
    assert (tombstone.key, tombstone.value) == ("c-1", None)
    assert "رابط".encode() not in b"".join(row.value or b"" for row in await line.outbox())


async def test_a_contact_erased_before_it_was_carried_never_reaches_the_log(line: Line) -> None:
    await line.say_contact("c-1", "رابط")
    await line.erase_contact("c-1")
    async with running(line.relay()):
        found = await line.read_until(lambda found: len(found) > 1, CONTACTS.name)
    assert [record.value for record in found] == [None, None]


async def test_a_relay_killed_before_it_marked_is_followed_by_one_that_repeats_the_same_bytes(line: Line) -> None:
    await line.say("sanjesh", "hadafmandi")
    for _ in range(2):  # killed after the tick, and again after it
        with suppress(Dies):
            await line.relay(lambda: dying(line)).take_turn()
    await line.move(LATER)
    async with running(line.relay()):
        found = await line.read(LATER)
        await eventually(line.is_carried, what="the marks, which follow the acknowledgements")
    first_ticks = [record for record in found if is_tick(record) and record.known_at == START]
    assert len(first_ticks) == 3 * PARTITIONS
    assert len({record.value for record in first_ticks}) == 1
    assert len([record for record in found if record.key == "sanjesh"]) == 1


async def test_a_broker_that_was_away_gets_everything_in_order(line: Line) -> None:
    async with line.publisher() as inner:
        faltering = FalteringPublisher(inner)

        @asynccontextmanager
        async def same() -> AsyncIterator[Publishes]:
            yield faltering

        await line.say("sanjesh")
        await line.move(LATER)
        async with running(line.relay(same)):
            found = await line.read(LATER)
    assert len([record for record in found if record.key == "sanjesh"]) == 1


async def test_a_second_relay_takes_over_when_the_first_ends(line: Line) -> None:
    async with running(line.relay()):
        await line.read(START)
        second = running(line.relay())
        await second.__aenter__()
    await line.move(LATER)
    found = await line.read(LATER)
    await second.__aexit__(None, None, None)
    # The first may have ended before it marked its tick; then the second repeats it, the same to the byte.
    assert len({record.value for record in found}) == 2


async def test_a_change_that_was_rolled_back_leaves_a_gap_that_nothing_waits_for(line: Line) -> None:
    with suppress(Dies):
        async with line.registrar.locked() as session:
            await outbox.write(session, [outbox.tombstone_row("c-1", START)])
            raise Dies
    await line.say("sanjesh")
    await line.move(LATER)
    async with running(line.relay()):
        await line.read(LATER)
        await eventually(line.is_carried, what="the mark of the last row")
    ids = [row.id for row in await line.outbox()]
    assert ids == [1, 3, 4]


async def test_large_records_are_read_a_few_at_a_time(line: Line) -> None:
    large = b"[" + b" " * (MAX_RECORD_BYTES - 100) + b"]"
    rows = [outbox.Record(REGISTRY.name, "sanjesh", large, START) for _ in range(5)]
    async with line.registrar.locked() as session:
        await outbox.write(session, rows)
    async with line.engine.connect() as connection:
        batch = await following(connection, Filler())
    assert batch is not None
    assert sum(len(row.value or b"") for row in batch.rows) <= BYTES
    assert [row.id for row in batch.rows] == [1, 2]


async def test_under_the_system_clock_a_tick_follows_every_fact_up_to_it_however_many_write(
    kafka: Broker, topic_prefix: str, migrated: str
) -> None:
    async with a_line(kafka, topic_prefix, migrated, SystemClock()) as line:
        stop = asyncio.Event()

        async def write(name: str) -> int:
            written = 0
            while not stop.is_set():
                await line.say(*(f"{name}-{written}-{number}" for number in range(5)))
                written += 1
            return written

        async with running(line.relay(ticking=SystemClock())):
            writers = [asyncio.create_task(write(name)) for name in ("aa", "bb", "cc")]
            begun = datetime.now(UTC)
            await eventually(lambda: three_ticks_after(line, begun), what="three ticks")
            stop.set()
            written = sum([await writer for writer in writers])
            found = await line.read(datetime.now(UTC))
    assert len({record.key for record in found if record.key}) == written * 5
    for partition in range(PARTITIONS):
        promised = datetime.min.replace(tzinfo=UTC)
        for record in in_order(found, partition):
            assert record.known_at is not None
            assert record.known_at > promised
            if is_tick(record):
                promised = record.known_at


@asynccontextmanager
async def dying(line: Line) -> AsyncIterator[Publishes]:
    async with line.publisher() as inner:
        yield DyingPublisher(inner)


async def three_ticks_after(line: Line, begun: datetime) -> bool:
    found = await line.read_until(lambda found: ticks_to(found, begun))
    return len({record.known_at for record in found if is_tick(record)}) >= 3
