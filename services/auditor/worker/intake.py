"""One raw record through the pure auditor: fold, judge, publish, and only then remember."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from aiokafka import ConsumerRecord
from mohlat_contracts import encode_batch, headers, sources, topics
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.verdicts import VerdictReached
from prometheus_client import Counter, Gauge

from services.auditor.cases.auditing import PartitionAuditor
from services.auditor.cases.facts import ForeignFact
from services.auditor.worker.cases_store import TableStore
from services.plumbing.dead_letters import bury
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.records import Record, Unreadable, read_record
from services.plumbing.topics import topic_name
from services.timekeeping.partition_time import TopicKind
from services.timekeeping.ticks import BadTick, tick_in

VERDICTS = Counter("mohlat_auditor_verdicts_total", "Verdicts published", ["status"])
SIGNALS = Counter("mohlat_auditor_signals_total", "Signals published", ["signal"])
TIME = Gauge("mohlat_auditor_time_seconds", "W of a partition, as a Unix time", ["partition"])
BEHIND = Counter("mohlat_auditor_facts_behind_total", "Facts stamped before the time that their topic had reached")
SKIPPED = Counter("mohlat_auditor_skipped_records_total", "Records the stream skipped, read again")

Reread = Callable[[str, int, int, int], Awaitable[list[ConsumerRecord]]]

_log = structlog.get_logger(__name__)


class Intake:
    """Takes records one at a time, of any partition it is given.

    Args:
        open_store: makes the store of a partition; called once after each assignment.
        reread: reads a stretch of a topic's partition again: (topic, partition, start, end).
    """

    def __init__(
        self, publisher: Publisher, prefix: str, open_store: Callable[[int], TableStore], reread: Reread
    ) -> None:
        self._publisher = publisher
        self._reread = reread
        self._registry = topic_name(prefix, topics.REGISTRY)
        self._verdicts = topic_name(prefix, topics.VERDICTS)
        self._open_store = open_store
        self._open: dict[int, tuple[TableStore, PartitionAuditor]] = {}

    def forget(self) -> None:
        """Drop what is in memory: the partitions, or their tables, may have changed hands."""
        self._open.clear()

    async def take(self, raw: ConsumerRecord) -> None:
        """Process one record, and before it whatever the stream skipped.

        Returns when all that follows from it is acknowledged and in the table.

        Raises:
            NotPublished: the process must end before this record's offset is committed.
        """
        store, _ = self._partition(raw.partition)
        expected = store.next_offset(raw.topic)
        if raw.offset > expected:
            missed = await self._reread(raw.topic, raw.partition, expected, raw.offset)
            SKIPPED.inc(len(missed))
            _log.warning("records were skipped", topic=raw.topic, partition=raw.partition, count=len(missed))
            for record in missed:
                await self._take(record)
        await self._take(raw)

    async def _take(self, raw: ConsumerRecord) -> None:
        store, auditor = self._partition(raw.partition)
        try:
            tick = self._read(raw, auditor)
        except (Unreadable, ForeignFact, OverflowError) as error:
            await bury(self._publisher, raw, str(error))
            tick = None
        # After the facts, and also when they were refused: the time of everybody else goes on.
        if (tick := tick or self._riding_tick(raw)) is not None:
            await self._tick(raw, tick, auditor)
        store.flush(raw.topic, raw.offset)

    def _read(self, raw: ConsumerRecord, auditor: PartitionAuditor) -> TickData | None:
        """Fold a record of facts; the tick of a record that is one."""
        record = read_record(raw)
        self._check(record)
        first = record.events[0].event if record.events else None
        if isinstance(first, ClockTicked):
            return first.data
        self._fold(record, auditor)
        return None

    def _riding_tick(self, raw: ConsumerRecord) -> TickData | None:
        """The tick in the headers of a record of evidence. A spoilt one is left out: the next one says more."""
        try:
            return None if raw.topic == self._registry else tick_in(dict(raw.headers))
        except BadTick as error:
            _log.error("a spoilt tick", topic=raw.topic, partition=raw.partition, offset=raw.offset, reason=str(error))
            return None

    def _check(self, record: Record) -> None:
        ticks = any(isinstance(item.event, ClockTicked) for item in record.events)
        if not ticks and (record.key is None or record.known_at is None):
            raise Unreadable("a fact needs a key and the header known_at")
        if record.key is not None and record.key.startswith("@"):
            raise Unreadable("no agency is called so")
        if ticks and not self._may_tick(record):
            raise Unreadable("a tick of somebody who does not write this topic")
        if ticks and len(record.events) != 1:
            raise Unreadable("a tick stands alone in its record")

    def _may_tick(self, record: Record) -> bool:
        source = record.events[0].event.source
        if record.topic == self._registry:
            return source == sources.REGISTRY
        return source.startswith(sources.connector(""))

    def _partition(self, partition: int) -> tuple[TableStore, PartitionAuditor]:
        if partition not in self._open:
            store = self._open_store(partition)
            self._open[partition] = store, PartitionAuditor(store)
        return self._open[partition]

    def _fold(self, record: Record, auditor: PartitionAuditor) -> None:
        if record.key is None or record.known_at is None:
            return  # _check lets only a tombstone through like this, and it holds no fact
        behind = auditor.behind
        auditor.facts(self._kind(record.topic), record.key, record.events, record.known_at)
        if auditor.behind != behind:
            BEHIND.inc(auditor.behind - behind)
            _log.error(
                "facts behind the time of their topic",
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                agency=record.key,
                stamped=record.known_at.isoformat(),
            )

    def _kind(self, topic: str) -> TopicKind:
        return "registry" if topic == self._registry else "evidence"

    async def _tick(self, raw: ConsumerRecord, tick: TickData, auditor: PartitionAuditor) -> None:
        since = auditor.w
        appended_at = datetime.fromtimestamp(raw.timestamp / 1000, UTC)
        try:
            advance = auditor.tick(self._kind(raw.topic), tick, appended_at)
        except OverflowError as error:  # a time at which no calendar goes on
            await bury(self._publisher, raw, str(error))
            return
        if advance is None:
            return
        said: list[VerdictReached | SignalRaised] = [*advance.verdicts, *advance.signals]
        if said:
            await self._publisher.publish(self._said(raw.partition, event) for event in said)
            for verdict in advance.verdicts:
                VERDICTS.labels(status=verdict.data.status).inc()
            for signal in advance.signals:
                SIGNALS.labels(signal=signal.data.signal).inc()
        # Only now: a tick T says that every verdict and every signal up to T is in the log.
        await self._publisher.publish([self._tick_record(raw.partition, since or advance.w, advance.w)])
        TIME.labels(partition=str(raw.partition)).set(advance.w.timestamp())

    def _said(self, partition: int, event: VerdictReached | SignalRaised) -> Outgoing:
        return Outgoing(
            topic=self._verdicts,
            key=event.data.agency,
            partition=partition,
            value=encode_batch([event]),
            headers=_headers(event.data.known_at.isoformat()),
        )

    def _tick_record(self, partition: int, since: datetime, w: datetime) -> Outgoing:
        tick = ClockTicked(
            id=f"auditor:{partition}:{w.isoformat()}",
            source=sources.AUDITOR,
            time=w,
            data=TickData(writer="auditor", epoch=0, open_from=since, open_to=w),
        )
        return Outgoing(
            topic=self._verdicts,
            partition=partition,
            value=encode_batch([tick]),
            headers=_headers(w.isoformat()),
        )


def _headers(known_at: str) -> dict[str, str | bytes]:
    return {headers.KNOWN_AT: known_at, headers.CONTENT_TYPE: BATCH_CONTENT_TYPE}
