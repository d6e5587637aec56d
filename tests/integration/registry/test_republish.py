"""A topic is rebuilt from the outbox: the same bytes in the same order, whatever else goes on."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from mohlat_contracts.topics import CONTACTS

from services.plumbing.publisher import Outgoing
from services.plumbing.records import Record
from services.registry.clock import SystemClock
from services.registry.relay import backlog, batches, place
from services.registry.relay.carrier import Publishes
from services.registry.relay.filling import Filler
from tests.integration.registry.line import LATER, PARTITIONS, START, Line, a_line, agencies, running
from tests.integration.registry.log import in_order, is_tick
from tests.stacks import Broker
from tests.waiting import eventually


class Interrupted(Exception):
    """Ends a relay once it has gone far enough."""


class MeanwhilePublisher:
    """Publishes for real; before the first acknowledgement is seen, an operator starts everything anew."""

    def __init__(self, inner: Publishes, line: Line) -> None:
        self._inner, self._line, self._volleys = inner, line, 0

    async def publish(self, records: Iterable[Outgoing]) -> None:
        await self._inner.publish(records)
        self._volleys += 1
        if self._volleys == 2:
            await self._line.republish()


class OneVolleyPublisher:
    """Publishes one volley for real, and is killed before the second."""

    def __init__(self, inner: Publishes) -> None:
        self._inner, self._volleys = inner, 0

    async def publish(self, records: Iterable[Outgoing]) -> None:
        self._volleys += 1
        if self._volleys == 2:
            raise Interrupted
        await self._inner.publish(records)


@pytest.fixture
async def line(kafka: Broker, topic_prefix: str, migrated: str) -> AsyncIterator[Line]:
    async with a_line(kafka, topic_prefix, migrated) as line:
        yield line


def said(records: Iterable[Record]) -> list[tuple[object, ...]]:
    """All of a record but where in the log it lies."""
    return [(record.key, record.value, record.known_at, record.headers) for record in records]


async def test_everything_is_repeated_byte_for_byte_in_its_order(line: Line) -> None:
    await line.say("sanjesh", "hadafmandi")
    await line.say_by_form(agencies(5))
    await line.move(LATER)
    async with running(line.relay()):
        once = await line.read(LATER)
        await eventually(line.is_carried, what="the last mark")
        assert await line.republish() == len(await line.outbox())
        await eventually(line.is_carried, what="the last mark again")
        twice = await line.read_until(lambda found: len(found) >= 2 * len(once))
    for partition in range(PARTITIONS):
        first = said(in_order(once, partition))
        assert said(in_order(twice, partition)) == first + first


async def test_what_is_said_meanwhile_comes_after_the_repeats(line: Line) -> None:
    await line.say("sanjesh", revision=1)
    async with running(line.relay()):
        await eventually(line.is_carried, what="the first round")
    await line.republish()
    await line.say("sanjesh", revision=2)
    await line.move(LATER)
    async with running(line.relay()):
        found = await line.read(LATER)
    first, second = (row.value for row in await line.outbox() if row.key)
    assert [record.value for record in found if record.key] == [first, first, second]
    assert all(in_order(found, partition)[-1].known_at == LATER for partition in range(PARTITIONS))


async def test_a_relay_at_work_goes_back_to_the_beginning(line: Line) -> None:
    await line.say("sanjesh")
    await line.move(LATER)

    @asynccontextmanager
    async def meanwhile() -> AsyncIterator[Publishes]:
        async with line.publisher() as inner:
            yield MeanwhilePublisher(inner, line)

    async with running(line.relay(meanwhile)):
        found = await line.read(LATER)
        await eventually(line.is_carried, what="the last mark")
    assert len([record for record in found if record.key == "sanjesh"]) == 2
    assert (await line.place()).round == 1


async def test_a_relay_killed_in_the_middle_is_followed_by_one_that_ends_the_round(line: Line) -> None:
    await line.say("sanjesh")
    await line.move(LATER)
    async with running(line.relay()):
        await eventually(line.is_carried, what="the first round")
    await line.republish()

    @asynccontextmanager
    async def one_volley() -> AsyncIterator[Publishes]:
        async with line.publisher() as inner:
            yield OneVolleyPublisher(inner)

    with suppress(Interrupted):
        await line.relay(one_volley).take_turn()
    assert not await line.is_carried()
    async with running(line.relay()):
        await eventually(line.is_carried, what="the second round")
        found = await line.read_until(lambda found: len([r for r in found if r.key]) >= 2)
    assert len({record.value for record in found if record.key}) == 1


async def test_a_mark_of_an_earlier_round_does_not_count(line: Line) -> None:
    await line.say(*agencies(3))
    async with line.engine.connect() as late, line.engine.connect() as connection:
        batch = await batches.following(late, Filler())
        assert batch is not None
        await late.rollback()
        await line.republish()
        assert not await place.mark(late, batch.round, batch.rows[-1].id)
        await late.commit()
        again = await batches.following(connection, Filler())
    assert again is not None
    assert again.rows == batch.rows
    assert (await line.place()).published_through == 0


async def test_a_mark_never_moves_the_place_back(line: Line) -> None:
    await line.say(*agencies(3))
    async with line.engine.begin() as connection:
        assert await place.mark(connection, 0, 4)
        assert not await place.mark(connection, 0, 2)
    assert (await line.place()).published_through == 4


async def test_an_erased_contact_is_repeated_as_a_tombstone(line: Line) -> None:
    await line.say_contact("c-1", "رابط")
    async with running(line.relay()):
        await eventually(line.is_carried, what="the contact")
        await line.erase_contact("c-1")
        await line.republish()
        await eventually(line.is_carried, what="the repeats")
        found = await line.read_until(lambda found: len(found) >= 3, CONTACTS.name)
    assert {record.value for record in found[1:]} == {None}


async def test_no_tick_is_promised_before_everything_is_repeated(
    kafka: Broker, topic_prefix: str, migrated: str
) -> None:
    async with a_line(kafka, topic_prefix, migrated, SystemClock()) as line:
        await line.say_by_form(agencies(5_000))
        async with running(line.relay()):
            await eventually(line.is_carried, what="the first round")
        await line.republish()
        async with running(line.relay(ticking=SystemClock())):
            found = await line.read(START + timedelta(days=1))
    assert len([record for record in found if record.key]) >= 10_000
    for partition in range(PARTITIONS):
        ordered = in_order(found, partition)
        first_tick = next(number for number, record in enumerate(ordered) if is_tick(record))
        assert sum(record.key is not None for record in ordered[:first_tick]) == sum(
            record.key is not None for record in ordered
        )


async def test_the_age_of_what_waits_is_that_of_what_was_never_published(line: Line) -> None:
    await line.say("sanjesh")
    async with running(line.relay()):
        await eventually(line.is_carried, what="the first round")
    await line.republish()
    found = await backlog.standing(line.engine)
    assert (found.depth, found.age) == (2, None)
    await line.say("hadafmandi")
    found = await backlog.standing(line.engine)
    assert found.depth == 3
    assert found.age is not None
