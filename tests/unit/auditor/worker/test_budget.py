"""A record works for a while at most; what it leaves goes on with the next ones, or while there is none."""

import asyncio
from datetime import timedelta

import pytest
from aiokafka import ConsumerRecord
from mohlat_contracts import encode_batch
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.verdicts import VerdictReached
from msgspec import structs

from services.auditor.worker.intake import CASES_AT_ONCE
from services.plumbing.publisher import NotPublished
from tests.unit.auditor.worker.test_intake import EVIDENCE, REGISTRY, START, VERDICTS, World, duty, heartbeat

AGENCIES = 2 * CASES_AT_ONCE + 10
FIRST, SECOND = START + timedelta(days=6), START + timedelta(days=60)


def laws(world: World, agencies: int = AGENCIES) -> list[ConsumerRecord]:
    """One duty for each agency, on the first day."""
    out = []
    for number in range(agencies):
        agency = f"sample-{number:03}"
        event = duty()
        event = structs.replace(event, id=f"duty:{agency}", data=structs.replace(event.data, agency=agency))
        out.append(world.log.append(REGISTRY, encode_batch([event]), agency, START))
    return out


def ticks(world: World, *days: int) -> list[ConsumerRecord]:
    return [world.log.tick(topic, START + timedelta(days=day)) for day in days for topic in (REGISTRY, EVIDENCE)]


def said(world: World) -> list[str]:
    """The ids of verdicts, and the times of ticks, in the order in which they were published."""
    return [
        event.id if isinstance(event, VerdictReached) else str(event.data.open_to)
        for event in world.publisher.events(VERDICTS)
        if isinstance(event, VerdictReached | ClockTicked)
    ]


def ticked(world: World) -> list[str]:
    return [str(event.data.open_to) for event in world.publisher.events(VERDICTS) if isinstance(event, ClockTicked)]


async def start_where_the_group_is(world: World) -> None:
    """As after a restart, when the group has gone past everything."""
    world.start_anew()
    await world.intake.open(0, {topic: len(records) for topic, records in world.log.records.items()})


async def left_alone(world: World) -> None:
    """Until nothing is left to do."""
    going_on = asyncio.create_task(world.intake.go_on())
    async with asyncio.timeout(20):
        while world.intake.waits:
            world.publisher.published.clear()
            await world.publisher.published.wait()
    going_on.cancel()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def expected() -> list[str]:
    """What a worker with all the time in the world says: 60 days, and then a day more."""
    unhurried = World()
    await unhurried.take(*laws(unhurried), *ticks(unhurried, 6, 60, 61))
    return said(unhurried)


async def test_a_tick_that_finds_much_due_stops_at_the_budget_and_its_own_tick_is_not_yet_sent(world: World) -> None:
    world.seconds_a_look = 3.0
    await world.take(*laws(world), *ticks(world, 6))
    assert len(said(world)) == CASES_AT_ONCE
    assert not ticked(world)


async def test_later_records_of_the_partition_go_on_with_it_and_the_tick_comes_last(
    world: World, expected: list[str]
) -> None:
    world.seconds_a_look = 3.0
    await world.take(*laws(world), *ticks(world, 6, 60, 61))
    while world.intake.waits:
        await world.take(world.log.append(EVIDENCE, b"no json", "sample-001", START))
    assert sorted(said(world)) == sorted(expected)
    assert ticked(world) == [str(START + timedelta(days=day)) for day in (6, 60, 61)]
    for day in (6, 60, 61):
        place = said(world).index(str(START + timedelta(days=day)))
        assert set(said(world)[:place]) == set(expected[: expected.index(str(START + timedelta(days=day)))])


async def test_what_is_left_goes_on_although_no_record_comes(world: World, expected: list[str]) -> None:
    world.seconds_a_look = 3.0
    await world.take(*laws(world), *ticks(world, 6, 60, 61))
    await left_alone(world)
    assert sorted(said(world)) == sorted(expected)


async def test_a_kill_in_the_middle_of_a_tick_loses_nothing_and_what_is_said_again_has_the_same_id(
    world: World, expected: list[str]
) -> None:
    records = [*laws(world), *ticks(world, 6, 60, 61)]
    world.seconds_a_look = 3.0
    await world.take(*records)
    for _ in range(4):
        await start_where_the_group_is(world)
        await world.take(world.log.append(EVIDENCE, b"no json", "sample-001", START))
    world.seconds_a_look = 0.0
    await start_where_the_group_is(world)
    await world.take(records[-1])
    assert set(said(world)) == set(expected)
    assert ticked(world) == [str(START + timedelta(days=day)) for day in (6, 60, 61)]


async def test_a_fact_that_comes_in_the_middle_is_judged_with_the_tick_that_covers_it(world: World) -> None:
    world.seconds_a_look = 3.0
    await world.take(*laws(world), *ticks(world, 6))
    assert world.intake.waits
    beat = START + timedelta(days=7)
    await world.take(world.log.fact(EVIDENCE, heartbeat(beat), beat))
    world.seconds_a_look = 0.0
    await world.take(*ticks(world, 8))
    met = [e for e in world.publisher.events(VERDICTS) if isinstance(e, VerdictReached) and e.data.status == "met"]
    assert [(event.data.agency, event.data.known_at) for event in met] == [("sample-001", beat)]


async def test_records_that_a_new_owner_never_saw_are_read_again_although_no_record_comes(world: World) -> None:
    """The group went past them while partitions changed hands; the table says that it lacks them."""
    await world.take(*laws(world, 3), *ticks(world, 6))
    ticks(world, 60)
    await start_where_the_group_is(world)
    assert world.intake.owes
    await left_alone(world)
    assert ticked(world) == [str(FIRST), str(SECOND)]


async def test_facts_held_in_memory_are_known_to_be_missing_after_a_kill(world: World) -> None:
    facts = laws(world, 3)
    await world.take(*facts)
    assert not world.table
    world.start_anew()
    await world.take(*ticks(world, 6))
    assert len(said(world)) == 3 + 1


def eventful(world: World) -> list[ConsumerRecord]:
    """Three agencies, of which one sends heartbeats, falls silent and begins again."""
    records = [*laws(world, 3), *ticks(world, 2)]
    for day in (3, 4, 40):
        beat = START + timedelta(days=day)
        records += [world.log.fact(EVIDENCE, heartbeat(beat), beat), *ticks(world, day + 1)]
    return [*records, *ticks(world, 60, 61)]


async def test_a_kill_between_any_two_values_of_the_table_loses_and_adds_nothing(world: World) -> None:
    await world.take(*eventful(world))
    expected, values = set(said(world)), world.table.written
    for kept in range(values):
        killed = World()
        records = eventful(killed)
        killed.table.left = kept
        with pytest.raises(NotPublished):
            await killed.take(*records)
        killed.table.left = None
        await start_where_the_group_is(killed)
        await killed.take(records[-1])
        assert set(said(killed)) == expected, f"killed after {kept} values"


async def test_work_that_is_broken_off_before_its_verdicts_were_sent_is_done_again(world: World) -> None:
    """As when a worker is asked to stop: a record that is still taken must not write what was only walked."""
    await world.take(*laws(world, 3), *ticks(world, 6)[:1])
    world.publisher.refuses = True
    with pytest.raises(NotPublished):
        await world.take(world.log.records[EVIDENCE][0])
    world.publisher.refuses = False
    await world.take(*ticks(world, 7))
    statuses = [event for event in world.publisher.events(VERDICTS) if isinstance(event, VerdictReached)]
    assert len(statuses) == 3
