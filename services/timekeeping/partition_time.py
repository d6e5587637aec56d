"""The time of one partition: how far both topics have promised to be complete.

Several connectors write evidence. Its time is the lowest that a *live* one has promised. Who is live is told by the
log alone: the broker stamps every record with the time of its append, and a connector whose last tick in this
partition was appended more than EXPELLED_AFTER before the newest tick does not count, until it ticks again.
"""

from datetime import UTC, datetime
from typing import Literal

from mohlat_contracts.clock import EXPELLED_AFTER, TickData
from mohlat_contracts.envelope import Instant
from msgspec import Struct, msgpack, structs

from services.timekeeping.door import Door, merged

TopicKind = Literal["registry", "evidence"]


class WriterTime(Struct, frozen=True, array_like=True):
    """How far one connector has promised, in its latest epoch.

    Attributes:
        appended_at: when that promise came into the log, by the broker, but never before an earlier record of any
            connector; None when it is not known, as in values stored by the first version.
    """

    epoch: int
    open_to: Instant
    appended_at: Instant | None = None

    def repeats(self, known: "WriterTime") -> bool:
        """A repeat of what is known, or an earlier self of a connector that has since begun anew."""
        return (self.epoch, self.open_to) <= (known.epoch, known.open_to)


class PartitionTime(Struct, frozen=True, kw_only=True, array_like=True):
    """What the ticks read so far say.

    Attributes:
        registry: the registry appends nothing known before it.
        writers: the same of each connector, also of those that no longer count.
        evidence: the lowest of the live `writers`; it never goes back, even when a connector joins later.
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

    def known_since(self, topic_kind: TopicKind, stamped: datetime) -> datetime:
        """When a fact that stands here in the log counts as known: as stamped, but not before its topic's time.

        What lies before that time may be judged already. Every reader of the log says the same of every fact.
        """
        return _latest(stamped, self.registry if topic_kind == "registry" else self.evidence) or stamped

    def tick(self, topic_kind: TopicKind, tick: TickData, appended_at: datetime | None = None) -> "PartitionTime":
        """The time after one more tick; the same object when it says nothing new.

        Args:
            appended_at: when the broker appended it. None expels nobody.
        """
        open_to = tick.open_to.astimezone(UTC)
        if topic_kind == "registry":
            return self if self.registry and open_to <= self.registry else structs.replace(self, registry=open_to)
        time = WriterTime(tick.epoch, open_to, _latest(appended_at, self._appended_at))
        return self._evidence_tick(tick.writer, time, tick.open_from.astimezone(UTC))

    def _evidence_tick(self, writer: str, time: WriterTime, open_from: datetime) -> "PartitionTime":
        known = self.writers.get(writer)
        if known and time.repeats(known):
            return self
        writers = {name: _seen(each, time.appended_at) for name, each in self.writers.items()} | {writer: time}
        # What lies before the evidence time has been judged with the door as it was: nobody opens it afterwards.
        start = max(open_from, self.evidence) if self.evidence else open_from
        live = (each.open_to for each in writers.values() if _live(each, time.appended_at))
        return structs.replace(
            self,
            writers=writers,
            evidence=_latest(self.evidence, min(live)),
            door=self.door.union(start, time.open_to),
        )

    @property
    def _appended_at(self) -> datetime | None:
        """The latest append time of any tick: a new leader whose clock is behind does not bring anybody back."""
        return _latest(*(each.appended_at for each in self.writers.values()))


def join(a: PartitionTime, b: PartitionTime) -> PartitionTime:
    """What both say together: associative, commutative, idempotent."""
    writers = {
        writer: max((each.writers[writer] for each in (a, b) if writer in each.writers), key=_in_order)
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


def _live(writer: WriterTime, now: datetime | None) -> bool:
    return writer.appended_at is None or now is None or now - writer.appended_at <= EXPELLED_AFTER


def _seen(writer: WriterTime, now: datetime | None) -> WriterTime:
    """A promise of unknown age counts as made now: its writer is given as long as any other to speak again."""
    return writer if writer.appended_at is not None else structs.replace(writer, appended_at=now)


def _in_order(writer: WriterTime) -> tuple[int, datetime, datetime]:
    return writer.epoch, writer.open_to, writer.appended_at or datetime.min.replace(tzinfo=UTC)


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
