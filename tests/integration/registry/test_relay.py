"""What reaches Kafka, in which order, and what happens when the relay dies at a bad moment."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime

from mohlat_contracts import headers

from services.plumbing.publisher import NotPublished, Outgoing, Publisher
from services.plumbing.records import Record
from services.plumbing.topics import create_topics
from services.registry.clock import DomainClock, SystemClock
from services.registry.relay.carrier import Publishes, Relay
from tests.integration.registry.world import (
    EXTENSION,
    MANDATE,
    START,
    World,
    a_world,
    an_agency,
    is_tick,
    read_topic,
    ticks_to,
)
from tests.stacks import Broker
from tests.waiting import eventually

PARTITIONS = 3
LATER = "2022-04-01T20:30:00Z"


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


class Line:
    """A broker's topics of one test, and relays that publish to them."""

    def __init__(self, broker: Broker, prefix: str, world: World) -> None:
        self.broker, self.prefix, self.world = broker, prefix, world
        self.registry_topic = f"{prefix}mohlat.registry.v1"

    @asynccontextmanager
    async def publisher(self) -> AsyncIterator[Publishes]:
        async with Publisher(self.broker.bootstrap_servers, PARTITIONS) as publisher:
            yield publisher

    @asynccontextmanager
    async def dying(self) -> AsyncIterator[Publishes]:
        async with self.publisher() as inner:
            yield DyingPublisher(inner)

    def relay(
        self, publisher: AbstractAsyncContextManager[Publishes] | None = None, ticking: DomainClock | None = None
    ) -> Relay:
        return Relay(
            self.world.engine,
            self.world.registrar,
            (lambda: publisher) if publisher is not None else self.publisher,
            topic_prefix=self.prefix,
            partitions=PARTITIONS,
            ticking=ticking,
        )

    async def read(self, until: datetime) -> list[Record]:
        return await read_topic(
            self.broker.bootstrap_servers, self.registry_topic, lambda found: ticks_to(found, until, PARTITIONS)
        )


@asynccontextmanager
async def a_line(broker: Broker, prefix: str, world: World) -> AsyncIterator[Line]:
    await create_topics(broker.bootstrap_servers, prefix, PARTITIONS)
    yield Line(broker, prefix, world)


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    task = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def in_order(records: Sequence[Record], partition: int) -> list[Record]:
    return [record for record in records if record.partition == partition]


async def test_the_log_holds_the_outbox_byte_for_byte_and_ticks_every_partition_after_it(
    kafka: Broker, topic_prefix: str, world: World
) -> None:
    async with a_line(kafka, topic_prefix, world) as line:
        await world.found()
        await world.must("POST", "/v1/agencies", [an_agency(f"agency-{number}") for number in range(9)])
        await world.must("POST", "/v1/mandates", MANDATE)
        async with running(line.relay()):
            await world.must("POST", "/v1/mandates/window/extensions", EXTENSION)
            await world.move(LATER)
            found = await line.read(datetime.fromisoformat(LATER))
    rows = [row for row in await world.outbox() if row.topic == "mohlat.registry.v1"]
    facts = [record for record in found if not is_tick(record)]
    assert sorted((row.key, row.value) for row in rows if row.key) == sorted(
        (record.key, record.value) for record in facts
    )
    for key in {record.key for record in facts}:
        assert [row.value for row in rows if row.key == key] == [r.value for r in facts if r.key == key]
    for partition in range(PARTITIONS):
        assert is_tick(in_order(found, partition)[0])
        assert is_tick(in_order(found, partition)[-1])
    assert {record.headers[headers.CONTENT_TYPE] for record in found} == {b"application/cloudevents-batch+json"}
    assert {record.headers[headers.KNOWN_AT].decode() for record in found} == {START, LATER}


async def test_contacts_go_to_their_own_topic(kafka: Broker, topic_prefix: str, world: World) -> None:
    async with a_line(kafka, topic_prefix, world) as line:
        await world.found()
        await world.must("POST", "/v1/agencies", [an_agency()])
        async with running(line.relay()):
            (contact,) = await read_topic(kafka.bootstrap_servers, f"{topic_prefix}mohlat.contacts.v1", bool)
    assert contact.key == contact.events[0].event.data.contact  # type: ignore[union-attr]


async def test_a_relay_killed_before_it_marked_is_followed_by_one_that_repeats_the_same_bytes(
    kafka: Broker, topic_prefix: str, world: World
) -> None:
    async with a_line(kafka, topic_prefix, world) as line:
        await world.found()
        await world.must("POST", "/v1/agencies", [an_agency("sanjesh"), an_agency("hadafmandi")])
        for _ in range(2):  # killed after the tick, and again after it
            with suppress(Dies):
                await line.relay(line.dying()).take_turn()
        await world.move(LATER)
        async with running(line.relay()):
            found = await line.read(datetime.fromisoformat(LATER))
            await eventually(lambda: all_marked(world), what="the marks, which follow the acknowledgements")
    first_ticks = [r for r in found if is_tick(r) and r.known_at == datetime.fromisoformat(START)]
    assert len(first_ticks) == 3 * PARTITIONS
    assert len({record.value for record in first_ticks}) == 1
    assert len([record for record in found if record.key == "sanjesh"]) == 1


async def test_a_broker_that_was_away_gets_everything_in_order(kafka: Broker, topic_prefix: str, world: World) -> None:
    async with a_line(kafka, topic_prefix, world) as line, line.publisher() as inner:
        faltering = FalteringPublisher(inner)

        @asynccontextmanager
        async def same() -> AsyncIterator[Publishes]:
            yield faltering

        relay = Relay(
            world.engine, world.registrar, same, topic_prefix=topic_prefix, partitions=PARTITIONS, ticking=None
        )
        await world.found()
        await world.must("POST", "/v1/agencies", [an_agency()])
        await world.move(LATER)
        async with running(relay):
            found = await line.read(datetime.fromisoformat(LATER))
    assert len([record for record in found if record.key == "sanjesh"]) == 1


async def test_a_second_relay_takes_over_when_the_first_ends(kafka: Broker, topic_prefix: str, world: World) -> None:
    async with a_line(kafka, topic_prefix, world) as line:
        await world.found()
        async with running(line.relay()):
            await line.read(datetime.fromisoformat(START))
            second = running(line.relay())
            await second.__aenter__()
        await world.move(LATER)
        found = await line.read(datetime.fromisoformat(LATER))
        await second.__aexit__(None, None, None)
    # The first may have ended before it marked its tick; then the second repeats it, the same to the byte.
    assert len({record.value for record in found}) == 2


async def test_under_the_system_clock_a_tick_follows_every_fact_up_to_it_however_many_write(
    kafka: Broker, topic_prefix: str, migrated: str
) -> None:
    async with a_world(migrated, SystemClock()) as world, a_line(kafka, topic_prefix, world) as line:
        await world.must("PUT", "/v1/groups/organisations", {"name_fa": "س", "name_en": "O"})
        stop = asyncio.Event()

        async def write(name: str) -> int:
            written = 0
            while not stop.is_set():
                batch = [an_agency(f"{name}-{written}-{number}", contacts=[]) for number in range(5)]
                await world.must("POST", "/v1/agencies", batch)
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


async def three_ticks_after(line: Line, begun: datetime) -> bool:
    found = await read_topic(line.broker.bootstrap_servers, line.registry_topic, lambda found: ticks_to(found, begun))
    return len({record.known_at for record in found if is_tick(record)}) >= 3


async def all_marked(world: World) -> bool:
    return all(row.published_at is not None for row in await world.outbox())
