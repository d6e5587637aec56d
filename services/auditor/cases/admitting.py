"""What of a record counts: the worker and every replay refuse the same records for the same reasons. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mohlat_contracts import DecodedEvent, sources
from mohlat_contracts.clock import ClockTicked, TickData

from services.auditor.cases.auditing import PartitionAuditor
from services.auditor.cases.facts import ForeignFact
from services.timekeeping.partition_time import TopicKind
from services.timekeeping.ticks import tick_in


class Refused(ValueError):
    """No writer of the topic may say this: the record belongs among the dead letters."""


REFUSALS = (Refused, ForeignFact, OverflowError)
"""What `admit` raises for a record that belongs among the dead letters; nothing has changed then."""


def admit(
    auditor: PartitionAuditor,
    topic_kind: TopicKind,
    key: str | None,
    known_at: datetime | None,
    events: Sequence[DecodedEvent],
) -> TickData | None:
    """Fold a record of facts; the tick of a record that is one, which is the caller's to take.

    Args:
        key: of the record.
        known_at: its header, where it has one.
        events: none for a tombstone.

    Raises:
        Refused, ForeignFact, OverflowError: see REFUSALS.
    """
    if (tick := read_tick(topic_kind, key, known_at, events)) is not None:
        return tick
    if key is not None and known_at is not None:
        auditor.facts(topic_kind, key, events, known_at)
    return None


def read_tick(
    topic_kind: TopicKind, key: str | None, known_at: datetime | None, events: Sequence[DecodedEvent]
) -> TickData | None:
    """The tick of a record that is one; None for facts, which have a key and a time then.

    Raises:
        Refused
    """
    ticks = [decoded.event for decoded in events if isinstance(decoded.event, ClockTicked)]
    if not ticks and (key is None or known_at is None):
        raise Refused("a fact needs a key and the header known_at")
    if key is not None and key.startswith("@"):
        raise Refused("no agency is called so")
    if not ticks:
        return None
    if not _may_tick(topic_kind, events[0].event.source):
        raise Refused("a tick of somebody who does not write this topic")
    if len(events) != 1:
        raise Refused("a tick stands alone in its record")
    return ticks[0].data


def riding_tick(topic_kind: TopicKind, headers: Mapping[str, bytes]) -> TickData | None:
    """The tick in the headers of a record of evidence, which counts after its facts, and also when they are refused.

    Raises:
        BadTick: a spoilt one; it is left out, the next one says more.
    """
    return tick_in(headers) if topic_kind == "evidence" else None


def _may_tick(topic_kind: TopicKind, source: str) -> bool:
    if topic_kind == "registry":
        return source == sources.REGISTRY
    return source.startswith(sources.connector(""))
