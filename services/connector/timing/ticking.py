"""Ticks in real time: they ride on records where there are any, and travel alone where it is quiet."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from mohlat_contracts.clock import TickData

from services.connector.evidence import Place
from services.connector.metrics import EPOCH, LAST_TICK
from services.connector.timing.door import Door
from services.plumbing.publisher import NotPublished
from services.plumbing.topics import partition_of
from services.timekeeping.ticks import tick_headers

RIDING_AFTER = timedelta(seconds=1)
"""A partition's next record takes a tick along when its last one is at least so old."""
ALONE_AFTER = timedelta(seconds=2)
"""A partition gets a tick of its own when nothing has taken one along for so long."""
LOOK_EVERY = 0.25

_log = structlog.get_logger(__name__)


class Log(Protocol):
    """The evidence topic; see EvidenceLog."""

    async def append(self, agency: str, value: bytes, record_headers: Mapping[str, str | bytes]) -> Place: ...

    async def tick(self, ticks: Mapping[int, TickData]) -> list[Place]: ...


class Ticker:
    """Decides which partition needs a tick, and tells the door what became of it. Each partition is on its own: one
    whose leader cannot be reached keeps no other waiting.

    Args:
        observe: brings the door up to now; whether it may tick.
    """

    def __init__(
        self, door: Door, log: Log, partitions: int, observe: Callable[[], bool], now: Callable[[], datetime]
    ) -> None:
        self._door, self._log, self._observe, self._now = door, log, observe, now
        self.partitions = partitions
        self._handed: dict[int, datetime] = {}
        self._alone: set[int] = set()

    async def run(self) -> None:
        """Look often, and tick where it is due, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                for partition in self.quiet():
                    group.create_task(self.tick_alone(partition, self.set_out(partition)))
                await asyncio.sleep(LOOK_EVERY)

    def quiet(self) -> list[int]:
        """The partitions that need a tick of their own now."""
        if not self._observe():
            return []
        return [p for p in range(self.partitions) if p not in self._alone and self._due(p, ALONE_AFTER)]

    def riding(self, partition: int) -> TickData | None:
        """The tick that a record about to be appended takes along, if one is due."""
        if self._due(partition, RIDING_AFTER) and self._observe():
            return self._hand(partition)
        return None

    def landed(self, place: Place, tick: TickData | None) -> None:
        """The broker has a record, with this tick on it."""
        epoch = self._door.epoch
        self._door.landed(place.partition, place.appended_at, tick)
        if self._door.epoch != epoch:
            self._handed.clear()
            _log.error("silent for too long, perhaps expelled: a new epoch", epoch=epoch, partition=place.partition)
        EPOCH.set(self._door.epoch)
        if self._door.held(self._now()):
            LAST_TICK.set(self._door.ticked_through().timestamp())

    def set_out(self, partition: int) -> TickData:
        """A tick of its own for this partition; there is no second one until it `came_back`."""
        self._alone.add(partition)
        return self._hand(partition)

    def came_back(self, partition: int) -> None:
        """It was acknowledged, or given up: then the next one covers it."""
        self._alone.discard(partition)

    async def tick_alone(self, partition: int, tick: TickData) -> None:
        """Write a tick that has set out."""
        try:
            [place] = await self._log.tick({partition: tick})
        except NotPublished as error:
            _log.warning("tick not acknowledged", partition=partition, reason=str(error))
        else:
            self.landed(place, tick)
        finally:
            self.came_back(partition)

    def _hand(self, partition: int) -> TickData:
        self._handed[partition] = self._now()
        return self._door.tick(partition)

    def _due(self, partition: int, after: timedelta) -> bool:
        # A clock that was set back must not silence us.
        return partition not in self._handed or abs(self._now() - self._handed[partition]) >= after


class TickingLog:
    """The log as intake sees it: some records take a tick of their partition along."""

    def __init__(self, log: Log, ticker: Ticker) -> None:
        self._log, self._ticker = log, ticker

    async def append(self, agency: str, value: bytes, record_headers: Mapping[str, str | bytes]) -> Place:
        """Write one batch as received.

        Raises:
            NotPublished: the broker did not acknowledge it; it may yet land.
        """
        tick = self._ticker.riding(partition_of(agency, self._ticker.partitions))
        place = await self._log.append(agency, value, {**record_headers, **(tick_headers(tick) if tick else {})})
        self._ticker.landed(place, tick)
        return place
