"""One partition replayed: the worker's decisions on every record, without Faust, table or topic to write to."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from aiokafka import ConsumerRecord
from mohlat_contracts import DecodedEvent
from mohlat_contracts.clock import TickData
from mohlat_contracts.registry import AgencyRegistered
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.sources import REGISTRY
from mohlat_contracts.verdicts import VerdictReached
from msgspec import Struct

from services.auditor.cases.admitting import REFUSALS, admit, riding_tick
from services.auditor.cases.auditing import CaseFull, PartitionAuditor
from services.auditor.replay.census import KnownAgency
from services.auditor.replay.instants import Instants
from services.auditor.replay.memory import MemoryStore
from services.plumbing.records import Record, Unreadable, read_record
from services.timekeeping.partition_time import TopicKind
from services.timekeeping.ticks import BadTick


class RefusedRecord(Struct, frozen=True, kw_only=True):
    """A record of a source topic that counts for nothing; the worker puts it among the dead letters."""

    topic: str
    partition: int
    offset: int
    reason: str


MOST_UNJUDGED = 200_000
"""Events that are folded before time is judged; as many more wait in memory unsealed."""
UNJUDGED_EACH = 500
"""The same for each agency on the average: a case that facts are joined to should be small, and walked far at once."""


class PartitionReplay:
    """Folds and judges records in steps.

    Facts and ticks of one topic come in its own order. How the two topics take turns is free: the history does not
    depend on it. Time is judged once a step and not at every tick, which gives the same history with less work.

    Attributes:
        verdicts, signals: reached so far, in order within each step.
        refused: what counts for nothing.
        agencies: as the registry registered them, in the order of the log.
        instants: at which some writer ticked; W is always one of them.
        records, events: how many were taken, ticks and what is refused among the records.
    """

    def __init__(self) -> None:
        self._store = MemoryStore()
        self._auditor = PartitionAuditor(self._store)
        self._unjudged = 0
        self._ticked: dict[TopicKind, datetime] = {}
        self.verdicts: list[VerdictReached] = []
        self.signals: list[SignalRaised] = []
        self.refused: list[RefusedRecord] = []
        self.agencies: list[KnownAgency] = []
        self.instants = Instants()
        self.records = self.events = 0

    @property
    def w(self) -> datetime | None:
        """How far it has been judged."""
        return self._auditor.w

    @property
    def behind(self) -> TopicKind:
        """The topic whose ticks are less far: reading it next keeps cases small."""
        registry, evidence = self._ticked.get("registry"), self._ticked.get("evidence")
        return "registry" if registry is None or (evidence is not None and registry <= evidence) else "evidence"

    def take(self, topic_kind: TopicKind, raws: Iterable[ConsumerRecord]) -> None:
        """Fold the next records of one topic; judge whenever enough has come together."""
        for raw in raws:
            self.records += 1
            self._take(topic_kind, raw)
            if self._unjudged >= min(UNJUDGED_EACH * len(self._store), MOST_UNJUDGED):
                self.judge()
        self._auditor.skip_ahead()

    def judge(self) -> None:
        """Judge through the last tick that was taken."""
        self._unjudged = 0
        if (advance := self._auditor.catch_up()) is not None:
            self.verdicts += advance.verdicts
            self.signals += advance.signals

    def is_through(self, instant: datetime) -> bool:
        """Whether it is judged through an instant; judges to find out where the ticks have come so far."""
        if len(self._ticked) == 2 and min(self._ticked.values()) >= instant:
            self.judge()
        return self.w is not None and self.w >= instant

    def _take(self, topic_kind: TopicKind, raw: ConsumerRecord) -> None:
        tick: TickData | None = None
        try:
            record = read_record(raw)
            tick = self._admit(topic_kind, record)
            self.events += len(record.events)
            self._unjudged += len(record.events)
            self._remember(topic_kind, record.key, record.known_at, record.events)
        except (Unreadable, *REFUSALS) as error:
            self._refuse(raw, error)
        try:
            tick = tick or riding_tick(topic_kind, dict(raw.headers))
        except BadTick:
            return
        if tick is not None:
            self._note(topic_kind, raw, tick)

    def _admit(self, topic_kind: TopicKind, record: Record) -> TickData | None:
        try:
            return admit(self._auditor, topic_kind, record.key, record.known_at, record.events)
        except CaseFull:
            # The worker judges while it reads, and a judged case is smaller.
            self.judge()
            return admit(self._auditor, topic_kind, record.key, record.known_at, record.events)

    def _note(self, topic_kind: TopicKind, raw: ConsumerRecord, tick: TickData) -> None:
        try:
            self._auditor.note(topic_kind, tick, datetime.fromtimestamp(raw.timestamp / 1000, UTC))
        except OverflowError as error:
            self._refuse(raw, error)
            return
        to = tick.open_to.astimezone(UTC)
        self.instants.add(to)
        self._ticked[topic_kind] = max(to, self._ticked.get(topic_kind, to))

    def _remember(
        self, topic_kind: TopicKind, key: str | None, known_at: datetime | None, events: Sequence[DecodedEvent]
    ) -> None:
        if topic_kind == "registry" and known_at is not None:
            self.agencies += (
                KnownAgency(known_at, decoded.event.data)
                for decoded in events
                if isinstance(decoded.event, AgencyRegistered)
                and (decoded.event.source, decoded.event.data.agency) == (REGISTRY, key)
            )

    def _refuse(self, raw: ConsumerRecord, error: Exception) -> None:
        self.refused.append(
            RefusedRecord(topic=raw.topic, partition=raw.partition, offset=raw.offset, reason=str(error))
        )
