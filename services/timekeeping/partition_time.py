"""The time of one partition: how far both topics have promised to be complete."""

from datetime import UTC, datetime
from typing import Literal

from mohlat_contracts.clock import TickData
from mohlat_contracts.envelope import Instant
from msgspec import Struct, msgpack, structs

from services.timekeeping.door import Door, merged

TopicKind = Literal["registry", "evidence"]


class WriterTime(Struct, frozen=True, order=True, array_like=True):
    """How far one connector has promised, in its latest epoch."""

    epoch: int
    open_to: Instant


class PartitionTime(Struct, frozen=True, kw_only=True, array_like=True):
    """What the ticks read so far say.

    Attributes:
        registry: the registry appends nothing known before it.
        writers: the same of each connector.
        evidence: the lowest of `writers`; it never goes back, even when a connector joins later.
        door: when some connector was open.
    """

    registry: Instant | None = None
    writers: dict[str, WriterTime] = {}
    evidence: Instant | None = None
    door: Door = Door()

    @property
    def w(self) -> datetime | None:
        """W: every instant before it can be judged. None until both topics have ticked."""
        return min(self.registry, self.evidence) if self.registry and self.evidence else None

    @property
    def known_door(self) -> Door:
        """The door as far as no connector can change it any more."""
        return self.door.until(self.evidence) if self.evidence else Door()

    def tick(self, topic_kind: TopicKind, tick: TickData) -> "PartitionTime":
        """The time after one more tick; the same object when it says nothing new."""
        open_to = tick.open_to.astimezone(UTC)
        if topic_kind == "registry":
            return self if self.registry and open_to <= self.registry else structs.replace(self, registry=open_to)
        return self._evidence_tick(tick.writer, WriterTime(tick.epoch, open_to), tick.open_from.astimezone(UTC))

    def _evidence_tick(self, writer: str, time: WriterTime, open_from: datetime) -> "PartitionTime":
        known = self.writers.get(writer)
        if known and (time.epoch < known.epoch or time <= known):
            return self  # a repeat, or an earlier self of a connector that has since begun anew
        writers = self.writers | {writer: time}
        # What lies before the evidence time has been judged with the door as it was: nobody opens it afterwards.
        start = max(open_from, self.evidence) if self.evidence else open_from
        return structs.replace(
            self,
            writers=writers,
            evidence=_latest(self.evidence, min(each.open_to for each in writers.values())),
            door=self.door.union(start, time.open_to),
        )


def join(a: PartitionTime, b: PartitionTime) -> PartitionTime:
    """What both say together: associative, commutative, idempotent."""
    writers = {
        writer: max(each.writers[writer] for each in (a, b) if writer in each.writers)
        for writer in sorted(a.writers.keys() | b.writers.keys())
    }
    return PartitionTime(
        registry=_latest(a.registry, b.registry),
        writers=writers,
        evidence=_latest(a.evidence, b.evidence),
        door=merged((*a.door.intervals, *b.door.intervals)),
    )


def encode(time: PartitionTime) -> bytes:
    """As bytes for the table."""
    return msgpack.encode(time)


def decode(value: bytes) -> PartitionTime:
    """From the table's bytes.

    Raises:
        msgspec.DecodeError: not such bytes.
    """
    return msgpack.decode(value, type=PartitionTime)


def _latest(a: datetime | None, b: datetime | None) -> datetime | None:
    known = [moment for moment in (a, b) if moment is not None]
    return max(known, default=None)
