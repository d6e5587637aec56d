"""Ticks ride on records where there are any, and travel alone where it is quiet."""

import pytest

from services.connector.timing.ticking import TickingLog
from services.plumbing.publisher import NotPublished
from services.timekeeping.ticks import tick_in
from tests.unit.connector.instants import NOW, seconds
from tests.unit.connector.replicas import Replica, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def replica(world: World) -> Replica:
    return Replica(world)


async def post(replica: Replica) -> None:
    """A record of facts; admitted, appended, acknowledged."""
    replica.opening.check()
    admission = replica.door.admit()
    await TickingLog(replica.world, replica.ticker).append("sanjesh", b"[]", {"known_at": "now"})
    replica.door.release(admission)


def ridden(world: World) -> list[bool]:
    return [tick_in(_bytes(headers)) is not None for _, headers in world.records]


def _bytes(headers: object) -> dict[str, bytes]:
    return {name: value.encode() for name, value in headers.items()}  # type: ignore[attr-defined]


async def test_a_quiet_partition_ticks_every_few_seconds(world: World, replica: Replica) -> None:
    await replica.look_for(seconds(9))
    assert [tick.open_to for _, tick in world.ticks] == [NOW + seconds(each) for each in (0, 2, 4, 6, 8)]


async def test_under_way_records_take_a_tick_along_about_once_a_second_and_none_travels_alone(
    world: World, replica: Replica
) -> None:
    await replica.look_for(seconds(2))
    alone = len(world.ticks)
    for _ in range(40):
        world.pass_time(seconds(0.25))
        await post(replica)
        await replica.look()
    assert len(world.ticks) == alone
    assert sum(ridden(world)) == 10
    assert replica.opening.check() == world.now, "what rode along was acknowledged"


async def test_a_riding_tick_says_no_more_than_its_own_record_allows(world: World, replica: Replica) -> None:
    await replica.look_for(seconds(2))
    world.pass_time(seconds(1))
    replica.opening.check()
    earlier = replica.door.admit()
    world.pass_time(seconds(1))
    await post(replica)
    tick = tick_in(_bytes(world.records[-1][1]))
    assert tick is not None
    assert tick.open_to == earlier.known_at == NOW + seconds(3)


async def test_a_record_keeps_its_own_headers(world: World, replica: Replica) -> None:
    await replica.look()
    world.pass_time(seconds(2))
    await post(replica)
    assert {"known_at", "tick-writer", "tick-epoch", "tick-open-from", "tick-open-to"} == world.records[0][1].keys()


async def test_no_tick_rides_while_the_clock_is_not_believed(world: World, replica: Replica) -> None:
    await replica.look()
    world.now += seconds(2)
    world.through = world.now + seconds(11)
    await TickingLog(world, replica.ticker).append("sanjesh", b"[]", {})
    assert ridden(world) == [False]


async def test_a_partition_out_of_reach_keeps_no_other_waiting(world: World) -> None:
    replica = Replica(world, partitions=3)
    world.unreachable = {1}
    await replica.look_for(seconds(2))
    assert [number for number, _ in world.ticks] == [0, 2, 0, 2]


async def test_no_second_tick_is_handed_to_a_partition_that_has_not_answered(world: World, replica: Replica) -> None:
    async def never_answers(_: object) -> None:
        world.pass_time(seconds(30))
        assert replica.ticker.quiet() == []
        raise NotPublished("no answer")

    world.tick = never_answers  # type: ignore[assignment,method-assign]
    await replica.look()
    assert replica.ticker.quiet() == [0]
