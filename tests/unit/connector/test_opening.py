"""Real time: when a replica is capable, when its door is open, and what it ticks."""

from datetime import datetime

import pytest

from services.connector.problems import Refused
from services.connector.timing.door import GAP_LIMIT
from services.connector.timing.opening import KEYS_LIMIT, SKEW_LIMIT
from services.plumbing.health import NotReady
from tests.unit.connector.instants import NOW, seconds
from tests.unit.connector.replicas import Replica, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def replica(world: World) -> Replica:
    return Replica(world)


def spans(world: World, partition: int = 0) -> list[tuple[datetime, datetime]]:
    return [(tick.open_from, tick.open_to) for number, tick in world.ticks if number == partition]


async def reason(replica: Replica) -> str | None:
    """Why it lets nothing in and is not ready; None when it does and is."""
    try:
        replica.opening.check()
    except Refused as refused:
        assert refused.status == 503
        assert refused.retry_after
        with pytest.raises(NotReady, match=refused.reason):
            await replica.opening.ready()
        return refused.reason
    await replica.opening.ready()
    return None


async def test_the_door_opens_with_its_first_acknowledged_tick(world: World, replica: Replica) -> None:
    assert await reason(replica) == "door_shut"
    await replica.look()
    assert await reason(replica) is None
    assert replica.opening.check() == NOW


async def test_stale_keys_shut_the_door_and_stop_the_ticks(world: World, replica: Replica) -> None:
    await replica.look()
    world.now += KEYS_LIMIT + seconds(1)
    assert await reason(replica) == "keys_stale"
    await replica.look()
    assert len(world.ticks) == 1


async def test_before_the_registrys_first_tick_nothing_opens(world: World, replica: Replica) -> None:
    world.through = None
    await replica.look()
    assert world.ticks == []
    assert await reason(replica) == "keys_stale"


async def test_a_clock_that_is_behind_the_registrys_time_is_not_believed(world: World, replica: Replica) -> None:
    await replica.look()
    world.through = world.now + SKEW_LIMIT + seconds(1)
    assert await reason(replica) == "clock_skewed"
    world.now += seconds(5)
    world.through += seconds(5)
    await replica.look()
    assert len(world.ticks) == 1, "nor does it tell others the time"


@pytest.mark.parametrize("minutes", [-10, 10])
async def test_a_clock_ten_minutes_off_lets_nothing_in_until_it_is_right(world: World, minutes: int) -> None:
    replica = Replica(world)
    world.now += seconds(60 * minutes)
    await replica.look()
    assert await reason(replica) in {"clock_skewed", "keys_stale"}
    assert world.ticks == []
    world.now = NOW
    await replica.look()
    assert await reason(replica) is None


async def test_an_outage_of_the_broker_is_not_declared_open(world: World, replica: Replica) -> None:
    await replica.look()
    world.unreachable = {0}
    await replica.look_for(GAP_LIMIT + seconds(1))
    assert await reason(replica) == "door_shut"
    world.unreachable = set()
    await replica.look_for(seconds(4))
    assert await reason(replica) is None
    [first, empty, again, *_] = spans(world)
    assert first == (NOW, NOW)
    assert empty[0] == empty[1], "the first that comes through opens nothing"
    assert again[0] >= empty[1] > NOW + GAP_LIMIT


async def test_a_tick_missed_once_leaves_no_gap(world: World, replica: Replica) -> None:
    await replica.look()
    await replica.look()
    world.unreachable = {0}
    await replica.look_for(seconds(2))
    world.unreachable = set()
    await replica.look_for(seconds(2))
    assert spans(world) == [(NOW, NOW), (NOW, NOW + seconds(4))]


async def test_a_clock_that_is_set_back_a_little_stands_still(world: World, replica: Replica) -> None:
    await replica.look()
    world.now -= seconds(5)
    assert replica.opening.check() == NOW


async def test_one_partition_out_of_reach_shuts_the_door_and_lets_time_go_on_in_the_others(world: World) -> None:
    replica = Replica(world, partitions=2)
    await replica.look_for(seconds(2))
    world.unreachable = {1}
    await replica.look_for(GAP_LIMIT + seconds(9))
    assert await reason(replica) == "door_shut"
    last = spans(world)[-1]
    assert last[0] == last[1] >= NOW + GAP_LIMIT + seconds(9)


async def test_a_replica_that_nobody_outside_reaches_takes_evidence_in_and_ticks_with_its_door_shut() -> None:
    world, reached = World(), [False]
    replica = Replica(world, reached=lambda: reached[0])
    await replica.look_for(seconds(4))
    assert await reason(replica) is None, "or the probe could never come in"
    assert all(start == to for start, to in spans(world))
    reached[0] = True
    await replica.look_for(seconds(4))
    reached[0] = False
    await replica.look_for(seconds(4))
    opened = [span for span in spans(world) if span[0] < span[1]]
    assert opened[0][0] >= NOW + seconds(4)
    assert opened[-1][1] <= NOW + seconds(8)


async def test_who_was_silent_for_too_long_says_that_it_was_expelled_until_its_new_epoch_is_known() -> None:
    world = World()
    replica = Replica(world, partitions=2)
    await replica.look_for(seconds(2))
    world.pass_time(seconds(31))
    await replica.ticker.tick_alone(0, replica.ticker.set_out(0))
    assert await reason(replica) == "expelled"
    await replica.look_for(seconds(2))
    assert await reason(replica) is None
    assert {tick.epoch for _, tick in world.ticks[-2:]} == {2}
