"""Several replicas of the connector, what stands between them and the log, and a reader of the log.

The replicas' own code runs; processes, links and clocks are played, half a second at a time.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mohlat_contracts.clock import TickData

from services.connector.evidence import Place
from services.connector.problems import Refused
from services.connector.timing.door import Admission, Door, LastTick
from services.connector.timing.opening import SystemOpening
from services.connector.timing.ticking import Ticker
from services.timekeeping.door import Interval
from services.timekeeping.partition_time import PartitionTime
from tests.unit.connector.instants import NOW, seconds

PARTITIONS = 2
STEP = seconds(0.5)
DELIVERY_LIMIT = seconds(5)
"""An append that is not acknowledged by then is answered with 503; it may still land."""


@dataclass(eq=False)
class Appending:
    """A record on its way into the log."""

    partition: int
    known_at: datetime
    handed_at: datetime
    tick: TickData | None
    admission: Admission | None = None
    fact: str | None = None
    appended_at: datetime | None = None
    settled: bool = False


@dataclass
class Reader:
    """Reads one partition as the auditor does."""

    time: PartitionTime = field(default_factory=PartitionTime)
    known: dict[str, datetime] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)

    def read(self, record: Appending) -> None:
        if record.fact is not None:
            known_at = self.time.known_since("evidence", record.known_at)
            assert self.time.evidence is None or known_at >= self.time.evidence, "known before W at its place"
            self.known[record.fact] = known_at
            if known_at > record.known_at:
                self.raised.add(record.fact)
        if record.tick is not None:
            self.time = self.time.tick("evidence", record.tick, record.appended_at)


class Replica:
    """One process. `now` is its own clock, `skew` ahead of the true one."""

    def __init__(self, name: str, world: "World", earlier: dict[int, LastTick]) -> None:
        self.name, self.world = name, world
        self.skew = timedelta()
        self.paused = False
        self.cut_off: set[int] = set()
        self.unheard: set[int] = set()
        self.calm_since = world.now
        self.door = Door(name, PARTITIONS)
        self.door.resume(earlier, int((world.now - NOW).total_seconds()) + 1)
        self.opening = SystemOpening(self.door, world, lambda: self.now)  # type: ignore[arg-type]
        self.ticker = Ticker(self.door, None, PARTITIONS, self.opening.observe, lambda: self.now)  # type: ignore[arg-type]
        self._outgoing: dict[int, deque[Appending]] = {number: deque() for number in range(PARTITIONS)}
        self._waiting: list[Appending] = []
        self._dawdling: list[Appending] = []

    @property
    def now(self) -> datetime:
        return self.world.now + self.skew

    def capable(self) -> bool:
        try:
            self.opening.check()
        except Refused:
            return False
        return True

    def post(self, partition: int, fact: str, dawdling: timedelta) -> None:
        """A signed batch arrives; between its stamp and the producer it dawdles for so long."""
        if self.paused or not self.capable():
            return
        admission = self.door.admit()
        tick = self.ticker.riding(partition)
        record = Appending(partition, admission.known_at, self.world.now + dawdling, tick, admission, fact)
        self._dawdling.append(record)
        self._hand_over()

    def work(self) -> None:
        """What a running process does in half a second."""
        if self.paused:
            return
        self._hand_over()
        if self.capable():
            self.world.could_take.append(self.now)
        for partition in self.ticker.quiet():
            tick = self.ticker.set_out(partition)
            self._hand(Appending(partition, tick.open_to, self.world.now, tick))
        self._deliver()
        self._settle()

    def _hand_over(self) -> None:
        for record in [each for each in self._dawdling if each.handed_at <= self.world.now]:
            self._dawdling.remove(record)
            self._hand(record)

    def _hand(self, record: Appending) -> None:
        self._outgoing[record.partition].append(record)
        self._waiting.append(record)

    def _deliver(self) -> None:
        """The producer writes in order, and repeats what is not answered until it is; the log has it once."""
        for partition, outgoing in self._outgoing.items():
            while outgoing and partition not in self.cut_off:
                self.world.append(outgoing.popleft())

    def _settle(self) -> None:
        for record in list(self._waiting):
            acknowledged = record.appended_at is not None and record.partition not in self.unheard
            if not acknowledged and self.world.now - record.handed_at < DELIVERY_LIMIT:
                continue
            self._waiting.remove(record)
            if acknowledged and record.appended_at is not None:
                self.ticker.landed(Place("evidence", record.partition, 0, record.appended_at), record.tick)
                if record.fact is not None:
                    self.world.accepted.add((record.partition, record.fact))
            if record.admission is not None:
                self.door.release(record.admission)
            else:
                self.ticker.came_back(record.partition)


class World:
    """The true time, which is also the registry's and the broker's; the log; who reads it."""

    def __init__(self, skews: list[int]) -> None:
        self.now = NOW
        self.readers = [Reader() for _ in range(PARTITIONS)]
        self.log: list[list[Appending]] = [[] for _ in range(PARTITIONS)]
        self.accepted: set[tuple[int, str]] = set()
        self.could_take: list[datetime] = []
        self.names = [f"connector-{number}" for number in range(len(skews))]
        self.replicas = {name: Replica(name, self, {}) for name in self.names}
        for replica, skew in zip(self.replicas.values(), skews, strict=True):
            replica.skew = seconds(skew)
        self.disturbed_at = self.now

    def known_through(self) -> datetime:
        return self.now

    def append(self, record: Appending) -> None:
        record.appended_at = self.now
        self.log[record.partition].append(record)
        self.readers[record.partition].read(record)

    def pass_time(self, span: timedelta) -> None:
        while span > timedelta():
            self.now += STEP
            span -= STEP
            for replica in self.replicas.values():
                replica.work()

    def disturb(self, name: str) -> Replica:
        """Something happens to this replica."""
        self.disturbed_at = self.replicas[name].calm_since = self.now
        return self.replicas[name]

    def restart(self, name: str) -> None:
        """Killed, with all that it had not handed to the broker, and started again."""
        earlier = {number: last for number in range(PARTITIONS) if (last := self._last_tick(name, number))}
        self.replicas[name] = Replica(name, self, earlier)
        self.disturbed_at = self.now

    def _last_tick(self, name: str, partition: int) -> LastTick | None:
        ticks = [each.tick for each in self.log[partition] if each.tick is not None and each.tick.writer == name]
        return LastTick(max(t.epoch for t in ticks), max(t.open_to for t in ticks)) if ticks else None

    def steady(self, for_long: timedelta) -> Iterator[Replica]:
        """The replicas that nothing has happened to for so long and that nothing ails."""
        for replica in self.replicas.values():
            ails = replica.paused or replica.cut_off or replica.unheard or abs(replica.skew) > seconds(2)
            if not ails and self.now - replica.calm_since >= for_long:
                yield replica

    def somebody_could_take_evidence(self, span: Interval, tolerance: timedelta) -> bool:
        """Whether at each instant of the span some replica could, by its own clock and give or take so much."""
        ordered = sorted(self.could_take)
        at = span[0]
        while at < span[1]:
            place = bisect_left(ordered, at - tolerance)
            if place == len(ordered) or ordered[place] > at + tolerance:
                return False
            at += STEP
        return True
