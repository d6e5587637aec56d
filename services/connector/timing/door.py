"""The door: when this connector was open, and what it has promised not to append any more. No I/O, no real clock.

A tick T promises that no record with known_at < T follows it in its partition. Three things keep that promise:

- The clock never goes back, not even behind a tick of an earlier life, and known_at is the clock at the append.
- A tick goes no further than the lowest known_at of the appends still under way.
- An append that failed ambiguously (no answer in time) may still land, but then *before* any later tick of its
  partition: one idempotent producer writes both in the order they were handed to it, and repeats what it has sent until
  it is answered.

The others do not wait for ever: a connector whose ticks in a partition lie more than EXPELLED_AFTER apart, by the
broker's clock, has perhaps been taken for dead meanwhile. It sees that from its own acknowledgements, and begins anew.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mohlat_contracts.clock import EXPELLED_AFTER, TickData

GAP_LIMIT = timedelta(seconds=10)
"""System clock: while a partition's last acknowledged tick is older, no request is let in and the door is shut."""


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
    """State of the door of one replica; `writer` is its name, `clock` its domain clock.

    Attributes:
        expelled: it has begun anew, and not every partition has acknowledged that yet.
    """

    def __init__(self, writer: str, partitions: int) -> None:
        self.writer = writer
        self.epoch = 0
        self.clock: datetime | None = None
        self.expelled = False
        self._partitions = range(partitions)
        self._ticked: dict[int, datetime] = {}
        self._ticked_in_this_epoch: set[int] = set()
        self._appended: dict[int, datetime] = {}
        self._opened: datetime | None = None
        self._under_way: dict[int, datetime] = {}
        self._admitted = 0
        self._settled = asyncio.Event()

    def resume(self, earlier: Mapping[int, LastTick], first_epoch: int = 1) -> None:
        """Take up where an earlier life of this writer stopped: a new epoch, the clock at its highest tick.

        Args:
            first_epoch: the least that the epoch may be; for a writer that has not looked at all its earlier ticks.
        """
        self.epoch = max([first_epoch - 1, *(tick.epoch for tick in earlier.values())]) + 1
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

    def tick(self, partition: int) -> TickData:
        """A tick up to the horizon; empty unless the door has been open since this epoch's last one there."""
        to = self.horizon()
        if self._opened is None or partition not in self._ticked_in_this_epoch:
            return self._tick(to, to)
        return self._tick(max(self._ticked[partition], self._opened), to)

    def observe(self, open_now: bool) -> None:
        """Whether the door is open at this instant of the clock. It is as long as every observation says so."""
        if not open_now:
            self._opened = None
        elif self._opened is None:
            self._opened = self.clock

    @property
    def open(self) -> bool:
        """What the last observation said."""
        return self._opened is not None

    def acknowledge(self, ticks: Mapping[int, TickData]) -> None:
        """The broker has these."""
        for partition, tick in ticks.items():
            self._ticked[partition] = max(tick.open_to, self._ticked.get(partition, tick.open_to))
            self._ticked_in_this_epoch.add(partition)
        if len(self._ticked_in_this_epoch) == len(self._partitions):
            self.expelled = False

    def landed(self, partition: int, appended_at: datetime, tick: TickData | None = None) -> None:
        """The broker has a record of ours: facts, or a tick, or both. Begins anew if we may have been expelled before.

        Args:
            appended_at: by the broker's clock.
        """
        if appended_at - self._appended.get(partition, appended_at) > EXPELLED_AFTER:
            self._begin_anew()
        if tick is not None and tick.epoch == self.epoch:
            self._appended[partition] = max(appended_at, self._appended.get(partition, appended_at))
            self.acknowledge({partition: tick})

    def held(self, now: datetime) -> bool:
        """Whether every partition has a recent tick of this epoch."""
        return len(self._ticked_in_this_epoch) == len(self._partitions) and (now - self.ticked_through() <= GAP_LIMIT)

    def ticked_through(self) -> datetime:
        """The lowest acknowledged tick of all partitions; there is one in each."""
        return min(self._ticked[partition] for partition in self._partitions)

    def _begin_anew(self) -> None:
        self.epoch += 1
        self.expelled = True
        self._ticked_in_this_epoch.clear()
        # Every partition begins with an empty tick, so what was missed in one needs no further epoch in the next.
        self._appended.clear()
        self._opened = None

    def _tick(self, start: datetime, to: datetime) -> TickData:
        return TickData(writer=self.writer, epoch=self.epoch, open_from=min(start, to), open_to=to)
