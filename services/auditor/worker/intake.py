"""One raw record through the pure auditor: fold, judge, publish, and only then remember."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal

import structlog
from aiokafka import ConsumerRecord
from mohlat_contracts import encode_batch, headers, sources, topics
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.verdicts import VerdictReached
from prometheus_client import Counter, Gauge

from services.auditor.cases.auditing import PartitionAuditor
from services.auditor.cases.facts import ForeignFact
from services.auditor.worker.cases_store import TableStore
from services.plumbing.dead_letters import bury
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.records import Record, Unreadable, read_record
from services.plumbing.topics import topic_name

VERDICTS = Counter("mohlat_auditor_verdicts_total", "Verdicts published", ["status"])
TIME = Gauge("mohlat_auditor_time_seconds", "W of a partition, as a Unix time", ["partition"])
BEHIND = Counter("mohlat_auditor_facts_behind_total", "Facts that a writer appended behind its own tick")
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
            record = read_record(raw)
            self._check(record)
            first = record.events[0].event if record.events else None
            if isinstance(first, ClockTicked):
                await self._tick(record, first.data, auditor)
            else:
                self._fold(record, auditor)
        except (Unreadable, ForeignFact, OverflowError) as error:
            await bury(self._publisher, raw, str(error))
        store.flush(raw.topic, raw.offset)

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
        auditor.facts(record.key, record.events, record.known_at)
        if auditor.behind != behind:
            BEHIND.inc()
            _log.error("a fact arrived behind its writer's tick", agency=record.key, offset=record.offset)

    async def _tick(self, record: Record, tick: TickData, auditor: PartitionAuditor) -> None:
        kind: Literal["registry", "evidence"] = "registry" if record.topic == self._registry else "evidence"
        since = auditor.w
        advance = auditor.tick(kind, tick)
        if advance is None:
            return
        if advance.verdicts:
            await self._publisher.publish(self._verdict(record.partition, verdict) for verdict in advance.verdicts)
            for verdict in advance.verdicts:
                VERDICTS.labels(status=verdict.data.status).inc()
        # Only now: a tick T says that every verdict up to T is in the log.
        await self._publisher.publish([self._tick_record(record.partition, since or advance.w, advance.w)])
        TIME.labels(partition=str(record.partition)).set(advance.w.timestamp())

    def _verdict(self, partition: int, verdict: VerdictReached) -> Outgoing:
        return Outgoing(
            topic=self._verdicts,
            key=verdict.data.agency,
            partition=partition,
            value=encode_batch([verdict]),
            headers=_headers(verdict.data.known_at.isoformat()),
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
