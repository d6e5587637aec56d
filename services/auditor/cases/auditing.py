"""The auditor of one partition, in plain Python over a store: folds facts, walks what is due, says what changed."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from mohlat_contracts import DecodedEvent
from mohlat_contracts.clock import TickData
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.verdicts import VerdictReached
from msgspec import Struct

from services.auditor.cases.case import Case, count_facts, evidence_bytes, fold
from services.auditor.cases.facts import ForeignFact
from services.auditor.cases.signals import signal_event, signals
from services.auditor.rules.changes import next_change
from services.auditor.rules.reading import INSTANT
from services.auditor.rules.walk import first_known, verdict_event, walk
from services.timekeeping.partition_time import PartitionTime, TopicKind

MAX_EVIDENCE_BYTES = 1024 * 1024
"""Half of what a record of the changelog holds; the rest is left to what the registry says and to progress."""


class CaseFull(ForeignFact):
    """The case takes no more evidence: the record goes to the dead letters, and everybody else goes on."""


class CaseStore(Protocol):
    """Where one partition's cases and its time are kept. Writes last in the order in which they are made."""

    def get(self, agency: str) -> Case | None: ...

    def put(self, agency: str, case: Case) -> None: ...

    def get_time(self) -> PartitionTime | None: ...

    def put_time(self, time: PartitionTime) -> None: ...

    def agencies(self) -> Iterable[str]: ...


class Advance(Struct, frozen=True):
    """W moved to `w`. All that is in it is to be sent before the tick of `w`.

    Attributes:
        verdicts: in order of known_at, agency, duty.
        signals: in order of known_at, agency, id.
    """

    w: datetime
    verdicts: list[VerdictReached]
    signals: list[SignalRaised] = []


class PartitionAuditor:
    """Incremental auditor of one partition; its index of what is due is rebuilt from the store at construction.

    What an Advance holds must be sent before the store's writes of that tick become durable: a kill in between then
    repeats verdicts, with the same ids, and loses none.

    Attributes:
        behind: facts that were stamped before the time their topic had reached: their writer was held to be gone, or
            broke its promise. They count as known from that time on, in every replay alike. Alert on it.
    """

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self._time = store.get_time() or PartitionTime()
        self._due: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []
        self.behind = 0
        for agency in store.agencies():
            if (case := store.get(agency)) is not None:
                self._arm(agency, _due(case, self._time))

    @property
    def w(self) -> datetime | None:
        """How far this partition has been judged."""
        return self._time.w

    def facts(
        self, topic_kind: TopicKind, agency: str, decoded_events: Iterable[DecodedEvent], stamped: datetime
    ) -> None:
        """Fold one record.

        Args:
            stamped: its known_at, as its writer says. The facts count as known then, but not before the time that
                their topic has reached where they stand.

        Raises:
            ForeignFact: the record belongs to the dead letters; nothing has changed.
        """
        known_at = self._time.known_since(topic_kind, stamped)
        before = self._store.get(agency) or Case(agency=agency)
        case = fold(before, decoded_events, known_at)
        if case is before:
            return
        if case.evidence is not before.evidence and evidence_bytes(case) > MAX_EVIDENCE_BYTES:
            raise CaseFull(None, "$", f"the evidence of {agency} would take more than {MAX_EVIDENCE_BYTES} bytes")
        self._store.put(agency, case)
        if known_at > stamped:
            self.behind += max(count_facts(case) - count_facts(before), 1)
        # What is due already stays due: a new fact changes nothing before it is known.
        self._arm(agency, min(known_at, self._due.get(agency, known_at)))

    def tick(self, topic_kind: TopicKind, tick: TickData, appended_at: datetime | None = None) -> Advance | None:
        """One tick of this partition, appended by the broker at `appended_at`; None when W did not move."""
        time = self._time.tick(topic_kind, tick, appended_at)
        if time is self._time:
            return None
        advance = self._walk_due(time, time.w) if time.w and time.w != self._time.w else None
        # Last, so that after a crash the same tick moves W again and the cases it had not reached are walked.
        self._store.put_time(time)
        self._time = time
        return advance

    def _walk_due(self, time: PartitionTime, w: datetime) -> Advance:
        door = time.known_door
        verdicts: list[VerdictReached] = []
        raised: list[SignalRaised] = []
        for agency in self._pop_due(w):
            case = self._store.get(agency)
            if case is None:
                continue
            raised += map(signal_event, signals(case, case.progress.judged_through, w))
            case, reached = walk(case, door, w)
            self._store.put(agency, case)
            self._arm(agency, _due(case, time))
            verdicts += map(verdict_event, reached)
        return Advance(w, sorted(verdicts, key=_in_order), sorted(raised, key=_as_seen))

    def _pop_due(self, w: datetime) -> Iterator[str]:
        """Agencies at which something can change before `w`; a heap entry that has been overtaken is dropped."""
        while self._heap and self._heap[0][0] < w:
            due, agency = heapq.heappop(self._heap)
            if self._due.get(agency) == due:
                del self._due[agency]
                yield agency

    def _arm(self, agency: str, due: datetime | None) -> None:
        if due is not None and self._due.get(agency) != due:
            self._due[agency] = due
            heapq.heappush(self._heap, (due, agency))


def _due(case: Case, time: PartitionTime) -> datetime | None:
    """The earliest instant at which the case must be walked again."""
    judged = case.progress.judged_through
    if judged and (time.w is None or judged > time.w):
        return judged  # a crash came before the time was written: the door over those instants is still to be read
    since = judged or first_known(case)
    return next_change(case, time.known_door, since - INSTANT) if since else None


def _in_order(event: VerdictReached) -> tuple[datetime, str, str, str]:
    return event.data.known_at, event.data.agency, event.data.duty, event.id


def _as_seen(event: SignalRaised) -> tuple[datetime, str, str]:
    return event.data.known_at, event.data.agency, event.id
