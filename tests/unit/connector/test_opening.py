"""Real time: when the door is open, and what it ticks."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from mohlat_contracts.clock import TickData

from services.connector.problems import Refused
from services.connector.timing.door import GAP_LIMIT, Door
from services.connector.timing.opening import KEYS_LIMIT, SystemOpening
from services.plumbing.health import NotReady
from services.plumbing.publisher import NotPublished
from tests.unit.connector.signed import NOW, seconds


@dataclass
class World:
    """Real time that a test moves; a log that can fail; the registry's time."""

    now: datetime = NOW
    through: datetime | None = NOW
    failing: bool = False
    ticks: list[dict[int, TickData]] = field(default_factory=list)

    def known_through(self) -> datetime | None:
        return self.through

    async def tick(self, ticks: dict[int, TickData]) -> None:
        if self.failing:
            raise NotPublished("no answer")
        self.ticks.append(ticks)

    def pass_time(self, span: timedelta) -> None:
        """The registry ticks on as well."""
        self.now += span
        self.through = self.now


async def one_round(opening: SystemOpening) -> None:
    """The tick loop up to its first pause."""
    task = asyncio.ensure_future(opening.run())
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def opening(world: World) -> SystemOpening:
    door = Door("connector-1", 1)
    door.resume({})
    return SystemOpening(door, world, world, lambda: world.now)  # type: ignore[arg-type]


def spans(world: World) -> list[tuple[datetime, datetime]]:
    return [(ticks[0].open_from, ticks[0].open_to) for ticks in world.ticks]


async def test_the_door_opens_with_its_first_acknowledged_tick(world: World, opening: SystemOpening) -> None:
    with pytest.raises(Refused) as shut:
        opening.check()
    assert shut.value.status == 503
    await one_round(opening)
    assert opening.check() == NOW
    await opening.ready()


async def test_stale_keys_shut_the_door_and_stop_the_ticks(world: World, opening: SystemOpening) -> None:
    await one_round(opening)
    world.now += KEYS_LIMIT + seconds(1)
    with pytest.raises(Refused):
        opening.check()
    with pytest.raises(NotReady):
        await opening.ready()
    await one_round(opening)
    assert len(world.ticks) == 1


async def test_before_the_registrys_first_tick_nothing_opens(world: World, opening: SystemOpening) -> None:
    world.through = None
    await one_round(opening)
    assert world.ticks == []
    with pytest.raises(Refused):
        opening.check()


async def test_an_outage_of_the_broker_is_not_declared_open(world: World, opening: SystemOpening) -> None:
    await one_round(opening)
    world.failing = True
    world.pass_time(GAP_LIMIT + seconds(1))
    await one_round(opening)
    with pytest.raises(Refused):
        opening.check()
    world.failing = False
    world.pass_time(seconds(1))
    await one_round(opening)
    assert spans(world) == [(NOW, NOW), (world.now, world.now)]
    assert opening.check() == world.now


async def test_a_tick_missed_once_leaves_no_gap(world: World, opening: SystemOpening) -> None:
    await one_round(opening)
    world.failing = True
    world.pass_time(seconds(1))
    await one_round(opening)
    world.failing = False
    world.pass_time(seconds(1))
    await one_round(opening)
    assert spans(world) == [(NOW, NOW), (NOW, NOW + seconds(2))]


async def test_a_clock_that_is_set_back_stands_still(world: World, opening: SystemOpening) -> None:
    await one_round(opening)
    world.now -= seconds(5)
    assert opening.check() == NOW
