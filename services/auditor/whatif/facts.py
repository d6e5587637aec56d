"""All facts of the log in memory, to be judged under another law as often as somebody asks.

Nothing is sealed and nothing dropped here: another law may need what a case that was judged long ago no longer keeps.
So there is a limit to how much is held.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain

from aiokafka import ConsumerRecord, TopicPartition
from mohlat_contracts.clock import TickData
from mohlat_contracts.registry import AgencyRegistered
from mohlat_contracts.sources import REGISTRY as REGISTRY_URN
from mohlat_contracts.topics import EVIDENCE, REGISTRY
from mohlat_contracts.verdicts import VerdictData

from services.auditor.cases.admitting import REFUSALS, read_tick, riding_tick
from services.auditor.cases.case import Case, fold, join
from services.auditor.figures import Census
from services.auditor.replay.census import KnownAgency, bodies, census
from services.auditor.replay.log import Log, Reader
from services.auditor.rules.walk import walk
from services.auditor.whatif.law import Known, Records
from services.plumbing.records import Record, Unreadable, read_record
from services.timekeeping.partition_time import PartitionTime, TopicKind
from services.timekeeping.ticks import BadTick

MOST_EVENTS = 500_000
"""Of evidence, in memory; about half a GiB."""


class TooManyFacts(RuntimeError):
    """There is more evidence than is held in memory."""

    def __init__(self, most: int) -> None:
        super().__init__(f"there are more than {most} pieces of evidence")
        self.most = most

    def __reduce__(self) -> tuple[type["TooManyFacts"], tuple[int]]:
        return TooManyFacts, (self.most,)


@dataclass(slots=True)
class AgencyFacts:
    """What is known of one agency.

    Attributes:
        law: what the registry said, record by record.
        evidence: what the agency said, folded.
        case: both, and how far it is judged under the law as it is; `verdicts` is its history so far.
    """

    law: list[Known]
    evidence: Case
    case: Case
    verdicts: list[VerdictData] = field(default_factory=list)


class PartitionFacts:
    """One partition's facts and time. A record counts for nothing where it does for the worker."""

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self.agencies: dict[str, AgencyFacts] = {}
        self.registered: list[KnownAgency] = []
        self.evidence = 0
        self._time = PartitionTime()

    @property
    def w(self) -> datetime | None:
        """How far its facts can be judged."""
        return self._time.w

    def take(self, topic_kind: TopicKind, raw: ConsumerRecord) -> None:
        """The next record of one topic."""
        tick: TickData | None = None
        try:
            record = read_record(raw)
            tick = read_tick(topic_kind, record.key, record.known_at, record.events)
            if tick is None:
                self._fold(topic_kind, record)
        except (Unreadable, *REFUSALS):
            pass
        try:
            tick = tick or riding_tick(topic_kind, dict(raw.headers))
            if tick is not None:
                self._time = self._time.tick(topic_kind, tick, datetime.fromtimestamp(raw.timestamp / 1000, UTC))
        except (BadTick, OverflowError):
            return

    def _fold(self, topic_kind: TopicKind, record: Record) -> None:
        if record.key is None or record.known_at is None:
            return
        known_at = self._time.known_since(topic_kind, record.known_at)
        new = fold(Case(agency=record.key), record.events, known_at)
        known = self.agencies.get(record.key)
        if known is None:
            known = self.agencies[record.key] = AgencyFacts([], Case(agency=record.key), Case(agency=record.key))
        known.case = join(known.case, new)
        if topic_kind == "evidence":
            self.evidence += len(record.events)
            known.evidence = join(known.evidence, new)
            return
        known.law.append(Known(known_at, record.events))
        self.registered += (
            KnownAgency(record.known_at, decoded.event.data)
            for decoded in record.events
            if isinstance(decoded.event, AgencyRegistered)
            and (decoded.event.source, decoded.event.data.agency) == (REGISTRY_URN, record.key)
        )

    def judge(self) -> None:
        """Judge every case under the law as it is, from where it stood."""
        if self.w is None:
            return
        door = self._time.known_door
        for facts in self.agencies.values():
            facts.case, reached = walk(facts.case, door, self.w)
            facts.verdicts += reached

    def judged_under(self, code: str, law: Records) -> list[VerdictData]:
        """The history of one agency under another law."""
        if self.w is None:
            return []
        case = self.agencies[code].evidence
        for known in law:
            case = fold(case, known.events, known.known_at)
        return walk(case, self._time.known_door, self.w)[1]


class Facts:
    """The facts of all partitions, read on at every call of `read_on`.

    Args:
        most: pieces of evidence that are held.
    """

    def __init__(self, log: Log, most: int = MOST_EVENTS) -> None:
        self._log, self._most = log, most
        self._read_to: dict[TopicPartition, int] = {}
        self.partitions = [PartitionFacts(number) for number in range(log.partitions)]

    @property
    def judged_through(self) -> datetime | None:
        """Through which all partitions are judged; None while one has not begun."""
        times = [each.w for each in self.partitions]
        return min((time for time in times if time is not None), default=None) if None not in times else None

    async def read_on(self) -> None:
        """Whatever has come into the topics, judged.

        Raises:
            TooManyFacts: these facts are of no use any more.
            aiokafka.errors.KafkaError: the broker does not answer; try again.
        """
        numbers = tuple(range(self._log.partitions))
        async with Reader(self._log, numbers, (REGISTRY, EVIDENCE), self._read_to) as reader:
            for facts in self.partitions:
                await self._read(reader, facts, "registry", self._log.place(REGISTRY, facts.partition))
                await self._read(reader, facts, "evidence", self._log.place(EVIDENCE, facts.partition))
        for facts in self.partitions:
            facts.judge()

    async def _read(self, reader: Reader, facts: PartitionFacts, kind: TopicKind, place: TopicPartition) -> None:
        while records := await reader.read(place):
            for raw in records:
                facts.take(kind, raw)
            self._read_to[place] = records[-1].offset + 1
            if sum(each.evidence for each in self.partitions) > self._most:
                raise TooManyFacts(self._most)

    def duties(self) -> list[str]:
        """The codes of all duties on which there is a verdict, sorted."""
        histories = (facts.verdicts for each in self.partitions for facts in each.agencies.values())
        return sorted({verdict.duty for history in histories for verdict in history})

    def law(self) -> dict[str, Records]:
        """What the registry said of each agency."""
        return {code: tuple(facts.law) for each in self.partitions for code, facts in each.agencies.items()}

    def verdicts_under(self, changed: dict[str, Records]) -> dict[str, list[VerdictData]]:
        """The history of each agency on which the law would have been another."""
        return {
            code: each.judged_under(code, changed[code])
            for each in self.partitions
            for code in each.agencies
            if code in changed
        }

    def census(
        self, duty: str, as_of: datetime, known_at: datetime, instead: dict[str, list[VerdictData]] | None = None
    ) -> Census:
        """The bodies under one duty.

        Args:
            instead: histories in place of those under the law as it is.
        """
        found = (
            bodies(
                each.registered,
                _verdicts(each.agencies, instead or {}),
                partition=each.partition,
                w=each.w,
                duty=duty,
                as_of=as_of,
                known_at=known_at,
            )
            for each in self.partitions
        )
        w = {each.partition: each.w for each in self.partitions}
        return census(chain.from_iterable(found), w, duty=duty, as_of=as_of, known_at=known_at)


def _verdicts(agencies: dict[str, AgencyFacts], instead: dict[str, list[VerdictData]]) -> Iterator[VerdictData]:
    for code, facts in agencies.items():
        histories: Iterable[VerdictData] = instead.get(code, facts.verdicts)
        yield from histories
