"""The auditor of one partition, in plain Python over a store: folds facts, walks what is due, says what changed."""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol

from mohlat_contracts import DecodedEvent
from mohlat_contracts.clock import TickData
from mohlat_contracts.codec import LATEST
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.verdicts import VerdictReached
from msgspec import Struct

from services.auditor.cases.advancing import SEAL_FROM, advance
from services.auditor.cases.case import Case, count_facts, evidence_bytes, fold
from services.auditor.cases.facts import ForeignFact
from services.auditor.cases.signals import signal_event
from services.auditor.rules.walk import verdict_event
from services.timekeeping.partition_time import PartitionTime, TopicKind

MAX_EVIDENCE_BYTES = 1024 * 1024
"""Half of what a record of the changelog holds; the rest is left to what the registry says and to progress."""


class CaseFull(ForeignFact):
    """The case takes no more evidence: the record goes to the dead letters, and everybody else goes on."""


class CaseStore(Protocol):
    """Where one partition's cases and its time are kept. Writes last in the order in which they are made.

    Beside each case stands when it is due: the earliest instant at which it must be walked again, None for never.
    So whoever takes a partition over knows what is due without reading its cases.
    """

    def get(self, agency: str) -> Case | None: ...

    def put(self, agency: str, case: Case, due: datetime | None) -> None: ...

    def get_time(self) -> PartitionTime | None: ...

    def put_time(self, time: PartitionTime) -> None: ...

    def dues(self) -> Iterable[tuple[str, datetime | None]]: ...


class Advance(Struct, frozen=True):
    """W moves to `w`. All that is in it is to be sent before the tick of `w`.

    Attributes:
        verdicts: in order of known_at, agency, duty.
        signals: in order of known_at, agency, id.
        done: whether W has moved; before that there are more cases to walk, and no tick to send yet.
    """

    w: datetime
    verdicts: list[VerdictReached]
    signals: list[SignalRaised] = []
    done: bool = True


class PartitionAuditor:
    """Incremental auditor of one partition; its index of what is due is read from the store at construction.

    What an Advance holds must be sent before the store's writes of that tick become durable: a kill in between then
    repeats verdicts, with the same ids, and loses none.

    Time is read from the ticks at once, and judged as there is leisure: ticks wait in the order in which they came,
    and the time that is kept is the one through which everything is judged.

    Args:
        seal_from: so many pieces of evidence are kept in a case without looking whether they still matter; the history
            is the same with any number.

    Attributes:
        behind: facts that were stamped before the time their topic had reached: their writer was held to be gone, or
            broke its promise. They count as known from that time on, in every replay alike. Alert on it.
    """

    def __init__(self, store: CaseStore, seal_from: int = SEAL_FROM) -> None:
        self._store = store
        self._seal_from = seal_from
        self._time = store.get_time() or PartitionTime()
        self._read = self._time
        self._waiting: deque[PartitionTime] = deque()
        self._due = {agency: due for agency, due in store.dues() if due is not None}
        self._heap = [(due, agency) for agency, due in self._due.items()]
        heapq.heapify(self._heap)
        self.behind = 0

    @property
    def w(self) -> datetime | None:
        """How far this partition has been judged."""
        return self._time.w

    @property
    def waiting(self) -> int:
        """How many ticks have been read through which not everything is judged."""
        return len(self._waiting)

    @property
    def waits(self) -> bool:
        """Whether there is any."""
        return bool(self._waiting)

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
        known_at = self._read.known_since(topic_kind, stamped)
        before = self._store.get(agency) or Case(agency=agency)
        case = fold(before, decoded_events, known_at)
        if case is before:
            return
        if case.evidence is not before.evidence:
            _check_room(case, known_at)
        if known_at > stamped:
            self.behind += max(count_facts(case) - count_facts(before), 1)
        # What is due already stays due: a new fact changes nothing before it is known.
        self._keep(agency, case, min(known_at, self._due.get(agency, known_at)))

    def tick(self, topic_kind: TopicKind, tick: TickData, appended_at: datetime | None = None) -> Advance | None:
        """One tick of this partition, appended by the broker at `appended_at`, judged through at once.

        None when W did not move.
        """
        self.note(topic_kind, tick, appended_at)
        return self.work()

    def note(self, topic_kind: TopicKind, tick: TickData, appended_at: datetime | None = None) -> bool:
        """Read a tick without judging yet. False when it says nothing new.

        Raises:
            OverflowError: a time at which no calendar goes on; nothing has changed.
        """
        if tick.open_to.astimezone(UTC) >= LATEST:
            raise OverflowError(f"no time is judged after {LATEST:%Y}")
        time = self._read.tick(topic_kind, tick, appended_at)
        if time is self._read:
            return False
        self._read = time
        self._waiting.append(time)
        return True

    def work(self, most: int | None = None) -> Advance | None:
        """Judge through the first of the waiting ticks that moves W; None when there is none.

        Args:
            most: walk at most so many cases; the Advance is not `done` then, and the next call goes on.
        """
        while self._waiting:
            time = self._waiting[0]
            moves = time.w is not None and time.w != self._time.w
            advance = self._walk_due(time, most) if moves else None
            if advance is not None and not advance.done:
                return advance
            # Last, so that after a crash the same tick moves W again and the cases it had not reached are walked.
            self._store.put_time(time)
            self._time = self._waiting.popleft()
            if advance is not None:
                return advance
        return None

    def skip_ahead(self) -> None:
        """Let go of the waiting ticks but the last: judging through that one alone gives the same history."""
        while len(self._waiting) > 1:
            self._waiting.popleft()

    def catch_up(self) -> Advance | None:
        """Judge through the last of the waiting ticks in one go."""
        self.skip_ahead()
        return self.work()

    def _walk_due(self, time: PartitionTime, most: int | None) -> Advance:
        w = time.w
        assert w is not None  # noqa: S101  (asked before)
        door = time.known_door
        verdicts: list[VerdictReached] = []
        raised: list[SignalRaised] = []
        for agency, due in islice(self._pop_due(w), most):
            case = self._store.get(agency)
            if case is None:
                continue
            advanced = advance(case, door, due, w, self._seal_from)
            self._keep(agency, advanced.case, advanced.due)
            raised += map(signal_event, advanced.seen)
            verdicts += map(verdict_event, advanced.reached)
        return Advance(w, sorted(verdicts, key=_in_order), sorted(raised, key=_as_seen), not self._is_due(w))

    def _keep(self, agency: str, case: Case, due: datetime | None) -> None:
        self._store.put(agency, case, due)
        if due is not None and self._due.get(agency) != due:
            self._due[agency] = due
            heapq.heappush(self._heap, (due, agency))

    def _pop_due(self, w: datetime) -> Iterator[tuple[str, datetime]]:
        """Agencies at which something can change before `w`, each with when it can."""
        while self._is_due(w):
            due, agency = heapq.heappop(self._heap)
            del self._due[agency]
            yield agency, due

    def _is_due(self, w: datetime) -> bool:
        """Whether the first entry of the heap lies before `w`; entries that have been overtaken are dropped."""
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return bool(self._heap) and self._heap[0][0] < w


def _check_room(case: Case, known_at: datetime) -> None:
    if case.full_since is not None and known_at >= case.full_since:
        raise CaseFull(None, "$", f"{case.agency} has used up its room for evidence: {case.full_since.isoformat()}")
    if evidence_bytes(case) > MAX_EVIDENCE_BYTES:
        raise CaseFull(None, "$", f"the evidence of {case.agency} would take more than {MAX_EVIDENCE_BYTES} bytes")


def _in_order(event: VerdictReached) -> tuple[datetime, str, str, str]:
    return event.data.known_at, event.data.agency, event.data.duty, event.id


def _as_seen(event: SignalRaised) -> tuple[datetime, str, str]:
    return event.data.known_at, event.data.agency, event.id
