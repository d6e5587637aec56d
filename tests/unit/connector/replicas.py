"""A connector replica without a network: its door, its opening and its ticker over a log that a test plays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mohlat_contracts.clock import TickData

from services.connector.evidence import Place
from services.connector.timing.door import Door
from services.connector.timing.opening import SystemOpening
from services.connector.timing.ticking import Ticker
from services.plumbing.publisher import NotPublished
from tests.unit.connector.instants import NOW


@dataclass
class World:
    """Real time that a test moves; a log whose partitions can be out of reach; the registry's time."""

    now: datetime = NOW
    through: datetime | None = NOW
    unreachable: set[int] = field(default_factory=set)
    ticks: list[tuple[int, TickData]] = field(default_factory=list)
    records: list[tuple[str, Mapping[str, str | bytes]]] = field(default_factory=list)

    def known_through(self) -> datetime | None:
        return self.through

    async def tick(self, ticks: Mapping[int, TickData]) -> list[Place]:
        if self.unreachable & ticks.keys():
            raise NotPublished("no answer")
        self.ticks += ticks.items()
        return [self._place(partition) for partition in ticks]

    async def append(self, agency: str, value: bytes, record_headers: Mapping[str, str | bytes]) -> Place:
        self.records.append((agency, record_headers))
        return self._place(0)

    def _place(self, partition: int) -> Place:
        return Place("evidence", partition, len(self.ticks) + len(self.records), self.now)

    def pass_time(self, span: timedelta) -> None:
        """The registry ticks on as well."""
        self.now += span
        self.through = self.now


class Replica:
    """Wired as `mohlat connector serve` does."""

    def __init__(self, world: World, partitions: int = 1, reached: Callable[[], bool] = lambda: True) -> None:
        self.world = world
        self.door = Door("connector-1", partitions)
        self.door.resume({})
        keys, log = world, world
        self.opening = SystemOpening(self.door, keys, lambda: world.now, reached)  # type: ignore[arg-type]
        self.ticker = Ticker(self.door, log, partitions, self.opening.observe, lambda: world.now)

    async def look(self) -> None:
        """What the ticker does at each look, each tick to its end."""
        for partition in self.ticker.quiet():
            await self.ticker.tick_alone(partition, self.ticker.set_out(partition))

    async def look_for(self, span: timedelta, step: timedelta = timedelta(seconds=1)) -> None:
        """Look at once, and then again and again while time passes."""
        await self.look()
        while span > timedelta():
            self.world.pass_time(step)
            span -= step
            await self.look()
