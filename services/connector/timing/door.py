"""The door: when this connector was open, and what it has promised not to append any more. No I/O, no real clock.

A tick T promises that no record with known_at < T follows it in its partition. Three things keep that promise:

- The clock never goes back, not even behind a tick of an earlier life, and known_at is the clock at the append.
- A tick goes no further than the lowest known_at of the appends still under way.
- An append that failed ambiguously (no answer in time) may still land, but then *before* any later tick of its
  partition: one idempotent producer writes both in the order they were handed to it, and repeats what it has sent until
  it is answered.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mohlat_contracts.clock import TickData

GAP_LIMIT = timedelta(seconds=10)
"""System clock: a partition without an acknowledged tick for longer was shut in between, and the door is."""


@dataclass(frozen=True, slots=True)
class LastTick:
    """The highest tick of an earlier life in one partition."""

    epoch: int
    open_to: datetime


@dataclass(frozen=True, slots=True)
class Admission:
    """Leave to append one record, stamped `known_at`."""

    number: int
    known_at: datetime


class Door:
    """State of the door of one replica; `writer` is its name, `clock` its domain clock."""

    def __init__(self, writer: str, partitions: int) -> None:
        self.writer = writer
        self.epoch = 0
        self.clock: datetime | None = None
        self._partitions = range(partitions)
        self._ticked: dict[int, datetime] = {}
        self._ticked_in_this_life: set[int] = set()
        self._under_way: dict[int, datetime] = {}
        self._admitted = 0
        self._settled = asyncio.Event()

    def resume(self, earlier: Mapping[int, LastTick]) -> None:
        """Take up where an earlier life of this writer stopped: a new epoch, the clock at its highest tick."""
        self.epoch = max((tick.epoch for tick in earlier.values()), default=0) + 1
        self._ticked = {partition: tick.open_to for partition, tick in earlier.items()}
        if earlier:
            self.advance(max(self._ticked.values()))

    def advance(self, to: datetime) -> datetime:
        """Move the clock forward, never back; returns it."""
        self.clock = to if self.clock is None else max(self.clock, to)
        return self.clock

    def admit(self) -> Admission:
        """Stamp a record that is about to be appended; `release` it when its fate is known."""
        if self.clock is None:
            raise RuntimeError("the clock has not been set")
        self._admitted += 1
        self._under_way[self._admitted] = self.clock
        return Admission(self._admitted, self.clock)

    def release(self, admission: Admission) -> None:
        del self._under_way[admission.number]
        self._settled.set()

    @property
    def under_way(self) -> int:
        return len(self._under_way)

    def horizon(self) -> datetime:
        """How far a tick may go now."""
        if self.clock is None:
            raise RuntimeError("the clock has not been set")
        # Admissions keep the order of the clock, so the first is the lowest.
        return next(iter(self._under_way.values()), self.clock)

    async def settle(self, before: datetime) -> None:
        """Wait until no append with known_at < `before` is under way."""
        while self._under_way and self.horizon() < before:
            self._settled.clear()
            await self._settled.wait()

    def ticks_since(self, opened: datetime) -> dict[int, TickData]:
        """Ticks up to the horizon for a door that was open since `opened`; each goes on from its partition's last."""
        to = self.horizon()
        return {p: self._tick(max(opened, self._ticked.get(p, opened)), to) for p in self._partitions}

    def ticks_unless_shut(self) -> dict[int, TickData]:
        """Ticks up to the horizon; where the last of this life is too old, an empty one that opens the door anew."""
        to = self.horizon()
        return {p: self._tick(self._ticked[p] if self._held_open(p, to) else to, to) for p in self._partitions}

    def acknowledge(self, ticks: Mapping[int, TickData]) -> None:
        """The broker has these."""
        for partition, tick in ticks.items():
            self._ticked[partition] = max(tick.open_to, self._ticked.get(partition, tick.open_to))
            self._ticked_in_this_life.add(partition)

    def held_open(self, now: datetime) -> bool:
        """Whether every partition has a recent tick of this life."""
        return all(self._held_open(partition, now) for partition in self._partitions)

    def _held_open(self, partition: int, now: datetime) -> bool:
        return partition in self._ticked_in_this_life and now - self._ticked[partition] <= GAP_LIMIT

    def _tick(self, start: datetime, to: datetime) -> TickData:
        return TickData(writer=self.writer, epoch=self.epoch, open_from=min(start, to), open_to=to)
