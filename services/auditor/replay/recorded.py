"""What the verdict topic says of one partition, in the order in which it stands there."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal

from aiokafka import ConsumerRecord
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.sources import AUDITOR
from mohlat_contracts.verdicts import VerdictReached
from msgspec import Struct

from services.auditor.replay.instants import Instants
from services.plumbing.records import Record, Unreadable, read_record


class Said(Struct, frozen=True):
    """A verdict or a signal as it first stands in the log.

    Attributes:
        offset: of its record.
        judged_through: what the verdict ticks before it had promised; None before the first.
    """

    event: VerdictReached | SignalRaised
    offset: int
    judged_through: datetime | None


class FaultyTick(Struct, frozen=True):
    """A verdict tick that promises what it must not.

    Attributes:
        fault: it is ahead of what the topics say, at an instant at which neither ticked, or leaves out time since the
            one before.
    """

    data: TickData
    offset: int
    fault: Literal["tick_ahead", "tick_unfounded", "tick_after_gap"]


class Foreign(Struct, frozen=True):
    """A record of the verdict topic that the auditor did not write."""

    offset: int
    reason: str


class Recorded:
    """The verdicts and signals of one partition, each once, by id; and what is wrong with its ticks.

    Args:
        replayed_through: how far the replay of the two topics is judged.
        instants: at which their writers ticked.
        until: ticks after it are looked at no further.

    Attributes:
        judged_through: how far the ticks say that everything is in the log; None before the first.
        repeats: of what was there already; a worker that was killed repeats, and changes nothing by it.
    """

    def __init__(self, replayed_through: datetime | None, instants: Instants, until: datetime | None = None) -> None:
        self._replayed_through, self._instants, self._until = replayed_through, instants, until
        self.said: dict[str, Said] = {}
        self.faulty: list[FaultyTick] = []
        self.foreign: list[Foreign] = []
        self.judged_through: datetime | None = None
        self.repeats = 0

    def take(self, raws: Iterable[ConsumerRecord]) -> None:
        """The next records of the topic."""
        for raw in raws:
            try:
                self._take(read_record(raw))
            except Unreadable as error:
                self.foreign.append(Foreign(raw.offset, str(error)))

    def _take(self, record: Record) -> None:
        for decoded in record.events:
            event = decoded.event
            if event.source != AUDITOR:
                raise Unreadable(f"{event.source} is not the auditor")
            if isinstance(event, ClockTicked):
                self._tick(event.data, record.offset)
            elif isinstance(event, VerdictReached | SignalRaised):
                self._say(event, record)
            else:
                raise Unreadable(f"neither verdict, signal nor tick: {event.id}")

    def _say(self, event: VerdictReached | SignalRaised, record: Record) -> None:
        if event.data.agency != record.key:
            raise Unreadable(f"under the key {record.key}: what is said of {event.data.agency}")
        known = self.said.get(event.id)
        if known is None:
            self.said[event.id] = Said(event, record.offset, self.judged_through)
        elif known.event.data == event.data:
            self.repeats += 1
        else:
            raise Unreadable(f"other words than before under the id {event.id}")

    def _tick(self, tick: TickData, offset: int) -> None:
        if self._until is None or tick.open_to <= self._until:
            self.faulty += (FaultyTick(tick, offset, fault) for fault in self._faults(tick))
        to = tick.open_to.astimezone(UTC)
        self.judged_through = max(to, self.judged_through or to)

    def _faults(self, tick: TickData) -> Iterator[Literal["tick_ahead", "tick_unfounded", "tick_after_gap"]]:
        if self._replayed_through is None or tick.open_to > self._replayed_through:
            yield "tick_ahead"
        elif tick.open_to not in self._instants:
            yield "tick_unfounded"
        if self.judged_through is not None and tick.open_from > self.judged_through:
            yield "tick_after_gap"
