"""One raw record through the pure auditor: fold, judge, publish, and only then remember."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import structlog
from aiokafka import ConsumerRecord
from mohlat_contracts import encode_batch, headers, sources, topics
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.verdicts import VerdictReached
from prometheus_client import Counter, Gauge

from services.auditor.cases.admitting import REFUSALS, admit, riding_tick
from services.auditor.cases.auditing import Advance, CaseFull, PartitionAuditor
from services.auditor.worker.cases_store import TableStore
from services.plumbing.dead_letters import bury
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.records import Unreadable, read_record
from services.plumbing.topics import topic_name
from services.timekeeping.partition_time import TopicKind
from services.timekeeping.ticks import BadTick

VERDICTS = Counter("mohlat_auditor_verdicts_total", "Verdicts published", ["status"])
SIGNALS = Counter("mohlat_auditor_signals_total", "Signals published", ["signal"])
TIME = Gauge("mohlat_auditor_time_seconds", "W of a partition, as a Unix time", ["partition"])
BEHIND = Counter("mohlat_auditor_facts_behind_total", "Facts stamped before the time that their topic had reached")
FULL = Counter("mohlat_auditor_evidence_refused_total", "Records of agencies whose case has no room for them")
SKIPPED = Counter("mohlat_auditor_skipped_records_total", "Records the stream skipped, read again")

WAITING = Gauge("mohlat_auditor_ticks_waiting", "Ticks read and not yet judged through", ["partition"])

BUDGET = 2.0
"""Seconds for which one record works at most; a longer one would hold up a rebalance, and everybody with it."""
WHILE_IDLE = 0.5
"""Seconds for which a partition works at a time while there is no record; then whatever has come has its turn."""
AGAIN_AFTER = 0.1
"""Seconds until it is asked again whether partitions still change hands."""
CASES_AT_ONCE = 250
"""Walked before their verdicts are sent and they are written; also how many may wait to be written."""

Reread = Callable[[str, int, int, int], Awaitable[list[ConsumerRecord]]]

_log = structlog.get_logger(__name__)


class Place(NamedTuple):
    """A partition in work.

    Attributes:
        owed: by topic, the offset before which records have gone by unread.
    """

    partition: int
    store: TableStore
    auditor: PartitionAuditor
    owed: dict[str, int]

    @property
    def waits(self) -> bool:
        return self.auditor.waits or bool(self.owed)


class Intake:
    """Takes records one at a time, of any partition it is given, and goes on with what they have left to do.

    Facts are folded and held; they are in the table at the latest when the next tick's time is, and until then the
    table itself knows that it lacks them. So a record costs no round trip to the broker.

    Args:
        open_store: makes the store of a partition; called once after each assignment.
        reread: reads records of a topic's partition again: (topic, partition, start, end) -> at least the first of
            them, or none when the topic has none there any more.
        now: seconds of a monotonic clock.
        hurried: whether partitions are about to change hands, so that nothing new is to be begun.
    """

    def __init__(
        self,
        publisher: Publisher,
        prefix: str,
        open_store: Callable[[int], TableStore],
        reread: Reread,
        now: Callable[[], float] = time.monotonic,
        hurried: Callable[[], bool] = lambda: False,
    ) -> None:
        self._publisher = publisher
        self._reread = reread
        self._registry = topic_name(prefix, topics.REGISTRY)
        self._verdicts = topic_name(prefix, topics.VERDICTS)
        self._open_store = open_store
        self._now, self._hurried = now, hurried
        self._open: dict[int, Place] = {}
        self._one_at_a_time = asyncio.Lock()
        self._left = asyncio.Event()
        self.steps = 0
        """How much has been done beside taking records: a sign of life."""

    @property
    def owes(self) -> bool:
        """Whether records that went by have still to be read again."""
        return any(place.owed for place in self._open.values())

    @property
    def waits(self) -> bool:
        """Whether something is left to do."""
        return any(place.waits for place in self._open.values())

    async def forget(self) -> None:
        """Drop what is in memory: the partitions, or their tables, may have changed hands."""
        async with self._one_at_a_time:
            self._open.clear()

    async def open(self, partition: int, passed: Mapping[str, int]) -> None:
        """Make a partition ready, and read what the table lacks of what the group has gone past.

        Args:
            passed: by topic, the offset from which on the stream will deliver.
        """
        async with self._one_at_a_time:
            place = self._place(partition)
            for topic, offset in passed.items():
                self._owe(place, topic, offset)

    async def take(self, raw: ConsumerRecord) -> None:
        """Process one record, and before it whatever the stream skipped, for as long as the budget allows.

        Raises:
            NotPublished: the process must end; the next one reads again what the table lacks.
        """
        async with self._one_at_a_time:
            place = self._place(raw.partition)
            if raw.offset > place.store.next_offset(raw.topic):
                self._owe(place, raw.topic, raw.offset + 1)
            else:
                await self._fold(place, raw)
            await self._work(place, BUDGET)

    async def go_on(self) -> None:
        """Work whenever something is left to do, until cancelled. No record and no tick has to come for it.

        Raises:
            NotPublished: the process must end.
        """
        while True:
            await self._left.wait()
            if self._hurried():  # nothing is lost by waiting: whoever has the partitions then reads again
                await asyncio.sleep(AGAIN_AFTER)
                continue
            self._left.clear()
            for partition in list(self._open):
                async with self._one_at_a_time:
                    if (place := self._open.get(partition)) is not None and place.waits and not self._hurried():
                        await self._work(place, WHILE_IDLE)
                await asyncio.sleep(0)

    def _owe(self, place: Place, topic: str, before: int) -> None:
        expected = place.store.next_offset(topic)
        if before <= expected:
            return
        if topic not in place.owed:
            _log.warning("records went by", topic=topic, partition=place.partition, start=expected, end=before)
        place.owed[topic] = max(before, place.owed.get(topic, 0))
        self._left.set()

    async def _work(self, place: Place, budget: float) -> None:
        try:
            await self._work_for(place, budget)
        except BaseException:
            # Cases are walked whose verdicts may not have been sent: they must not be written, only walked again.
            self._open.pop(place.partition, None)
            raise
        WAITING.labels(partition=str(place.partition)).set(place.auditor.waiting)
        if place.waits:
            self._left.set()

    async def _work_for(self, place: Place, budget: float) -> None:
        began = self._now()
        while place.waits:
            if place.auditor.waits:
                await self._judge(place)
            else:
                await self._read_again(place)
            self.steps += 1
            if self._hurried() or self._now() - began >= budget:
                break
        if place.store.held >= CASES_AT_ONCE:
            await place.store.flush()

    async def _read_again(self, place: Place) -> None:
        topic, end = next(iter(place.owed.items()))
        records = await self._reread(topic, place.partition, place.store.next_offset(topic), end)
        SKIPPED.inc(len(records))
        for record in records:
            await self._fold(place, record)
            if place.store.held >= CASES_AT_ONCE:
                await place.store.flush()
        if not records:
            place.store.passed(topic, end - 1)
        if place.store.next_offset(topic) >= end:
            del place.owed[topic]

    async def _fold(self, place: Place, raw: ConsumerRecord) -> None:
        try:
            tick = self._read(raw, place.auditor)
        except (Unreadable, *REFUSALS) as error:
            if isinstance(error, CaseFull):
                FULL.inc()
            await bury(self._publisher, raw, str(error))
            tick = None
        place.store.passed(raw.topic, raw.offset)
        # After the facts, and also when they were refused: the time of everybody else goes on.
        if (tick := tick or self._riding_tick(raw)) is not None:
            await self._note(place, raw, tick)

    async def _note(self, place: Place, raw: ConsumerRecord, tick: TickData) -> None:
        appended_at = datetime.fromtimestamp(raw.timestamp / 1000, UTC)
        try:
            noted = place.auditor.note(self._kind(raw.topic), tick, appended_at)
        except OverflowError as error:  # a time at which no calendar goes on
            await bury(self._publisher, raw, str(error))
            return
        if noted:
            place.store.mark()

    async def _judge(self, place: Place) -> None:
        """One step, and what follows from it: said, acknowledged, and only then remembered."""
        since = place.auditor.w
        if (advance := place.auditor.work(CASES_AT_ONCE)) is not None:
            await self._say(place.partition, advance)
            if advance.done:
                await self._publisher.publish([self._tick_record(place.partition, since or advance.w, advance.w)])
                TIME.labels(partition=str(place.partition)).set(advance.w.timestamp())
        await place.store.flush()

    async def _say(self, partition: int, advance: Advance) -> None:
        """Only when all of it is acknowledged may the tick follow: it says that everything up to it is in the log."""
        said: list[VerdictReached | SignalRaised] = [*advance.verdicts, *advance.signals]
        if not said:
            return
        await self._publisher.publish_packed(self._said(partition, event) for event in said)
        for verdict in advance.verdicts:
            VERDICTS.labels(status=verdict.data.status).inc()
        for signal in advance.signals:
            SIGNALS.labels(signal=signal.data.signal).inc()

    def _read(self, raw: ConsumerRecord, auditor: PartitionAuditor) -> TickData | None:
        """Fold a record of facts; the tick of a record that is one."""
        record = read_record(raw)
        behind = auditor.behind
        tick = admit(auditor, self._kind(raw.topic), record.key, record.known_at, record.events)
        if auditor.behind != behind:
            BEHIND.inc(auditor.behind - behind)
            _log.error(
                "facts behind the time of their topic",
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                agency=record.key,
                stamped=str(record.known_at),
            )
        return tick

    def _riding_tick(self, raw: ConsumerRecord) -> TickData | None:
        """The tick in the headers of a record of evidence. A spoilt one is left out: the next one says more."""
        try:
            return riding_tick(self._kind(raw.topic), dict(raw.headers))
        except BadTick as error:
            _log.error("a spoilt tick", topic=raw.topic, partition=raw.partition, offset=raw.offset, reason=str(error))
            return None

    def _place(self, partition: int) -> Place:
        if partition not in self._open:
            store = self._open_store(partition)
            self._open[partition] = Place(partition, store, PartitionAuditor(store), {})
        return self._open[partition]

    def _kind(self, topic: str) -> TopicKind:
        return "registry" if topic == self._registry else "evidence"

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
