"""A world's records as they stand in Kafka, and the log of verdicts that a worker would have written of them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from aiokafka import ConsumerRecord
from mohlat_contracts import encode_batch, headers, sources
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.codec import Event
from mohlat_contracts.topics import EVIDENCE, REGISTRY, VERDICTS

from services.auditor.cases.auditing import Advance, PartitionAuditor
from services.auditor.replay.memory import MemoryStore
from services.auditor.replay.partition import PartitionReplay
from services.auditor.replay.recorded import Recorded
from services.timekeeping.partition_time import TopicKind
from services.timekeeping.ticks import tick_headers
from tests.unit.auditor.worlds import Record, World, dice, interleavings, read

NAMES: dict[TopicKind, str] = {"registry": REGISTRY.name, "evidence": EVIDENCE.name}
Raws = list[ConsumerRecord]


def raw(
    topic: str,
    offset: int,
    value: bytes | None,
    key: str | None = None,
    *,
    found: dict[str, str] | None = None,
    appended_at: datetime | None = None,
) -> ConsumerRecord:
    """A record of partition 0 as the client hands it over."""
    timestamp = round((appended_at or datetime(2022, 1, 1, tzinfo=UTC)).timestamp() * 1000)
    said: Any = ConsumerRecord(
        topic, 0, offset, timestamp, 1, None if key is None else key.encode(), value, None, -1, -1,
        tuple((name, text.encode()) for name, text in (found or {}).items()),
    )  # fmt: skip
    return said


def source_topic(topic_kind: TopicKind, log: Iterable[Record]) -> Raws:
    """One of the two topics; a tick together with facts rides on them."""
    return [_raw(topic_kind, offset, record) for offset, record in enumerate(log)]


def _raw(topic_kind: TopicKind, offset: int, record: Record) -> ConsumerRecord:
    name = NAMES[topic_kind]
    if not record.facts and record.tick is not None:
        value = encode_batch([_ticked(topic_kind, record.tick)])
        return raw(name, offset, value, appended_at=record.appended_at)
    found = {headers.KNOWN_AT: record.known_at.isoformat()}
    if record.tick is not None:
        found |= tick_headers(record.tick)
    value = encode_batch([each.event for each in record.facts])
    return raw(name, offset, value, record.agency, found=found, appended_at=record.appended_at)


def _ticked(topic_kind: TopicKind, tick: TickData) -> ClockTicked:
    source = sources.REGISTRY if topic_kind == "registry" else sources.connector(tick.writer)
    return ClockTicked(id=f"tick-{tick.open_to.isoformat()}", source=source, time=tick.open_to, data=tick)


def verdict_topic(played: World, seed: int) -> Raws:
    """What a worker writes that reads the two topics in some order: verdicts and signals, then the tick."""
    return written(advances(played, seed))


def advances(played: World, seed: int) -> list[Advance]:
    auditor = PartitionAuditor(MemoryStore())
    steps = interleavings(dice(seed), played.registry, played.evidence)
    return [advance for topic, record in steps if (advance := read(auditor, topic, record))]


def written(steps: Iterable[Advance]) -> Raws:
    said: Raws = []
    since: datetime | None = None
    for advance in steps:
        for event in (*advance.verdicts, *advance.signals):
            said.append(verdict_record(event, len(said)))
        said.append(tick_record(since or advance.w, advance.w, len(said)))
        since = advance.w
    return said


def verdict_record(event: Event, offset: int, key: str | None = None) -> ConsumerRecord:
    return raw(VERDICTS.name, offset, encode_batch([event]), key or event.data.agency)  # type: ignore[union-attr]


def tick_record(since: datetime, to: datetime, offset: int, source: str = sources.AUDITOR) -> ConsumerRecord:
    tick = TickData(writer="auditor", epoch=0, open_from=since, open_to=to)
    event = ClockTicked(id=f"auditor:0:{to.isoformat()}", source=source, time=to, data=tick)
    return raw(VERDICTS.name, offset, encode_batch([event]))


def replayed(played: World, seed: int = 0, until: datetime | None = None) -> PartitionReplay:
    """The two topics replayed in batches of all sizes, the topic that is behind first, as from Kafka."""
    rng = dice(seed)
    into = PartitionReplay()
    waiting = {kind: source_topic(kind, log) for kind, log in _logs(played)}
    while any(waiting.values()) and not (until and into.is_through(until)):
        kind = into.behind if waiting[into.behind] else _other(into.behind)
        size = rng.choice([1, 3, 20, 1_000])
        into.take(kind, waiting[kind][:size])
        del waiting[kind][:size]
        if rng.random() < 0.2:
            into.judge()
    into.judge()
    return into


def recorded(raws: Raws, into: PartitionReplay, until: datetime | None = None) -> Recorded:
    """The log of verdicts as a replay reads it."""
    found = Recorded(into.w, into.instants, until)
    found.take(raws)
    return found


def _logs(played: World) -> Iterator[tuple[TopicKind, list[Record]]]:
    yield "registry", played.registry
    yield "evidence", played.evidence


def _other(topic_kind: TopicKind) -> TopicKind:
    return "evidence" if topic_kind == "registry" else "registry"
