"""All agencies of one partition: what was read, how far time has come, what is due at a tick."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush

from mohlat_contracts.notices import NoticeKey

from services.notifier.escalation.due import Entry, Planned, Superseded, due_notices, next_due
from services.notifier.state.dossier import Dossier, View
from services.notifier.state.facts import Fact


@dataclass(frozen=True, slots=True)
class Decision:
    """A notice that is due at a tick, and how its case stood then."""

    notice: Planned | Superseded
    view: View


class Docket:
    """One partition in memory. Opens no connection and reads no clock.

    Verdict ticks wait here until the registry's time of the partition has reached them; then each is acted on once, in
    order, as if nothing later had been read.

    Attributes:
        registry_time: highest registry tick read.
        verdict_time: highest verdict tick read.
        acted_through: highest verdict tick acted on.
        waiting: verdict ticks read but not yet acted on, ascending.
    """

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self.registry_time: datetime | None = None
        self.verdict_time: datetime | None = None
        self.acted_through: datetime | None = None
        self.waiting: list[datetime] = []
        self._dossiers: dict[str, Dossier] = {}
        self._entries: dict[tuple[str, str], dict[NoticeKey, Entry]] = {}
        self._wake: dict[tuple[str, str], datetime] = {}
        self._wakes: list[tuple[datetime, str, str]] = []

    def fold(self, fact: Fact) -> bool:
        """Take a fact in; False when it was known already."""
        dossier = self._dossiers.get(fact.agency)
        if dossier is None:
            dossier = self._dossiers[fact.agency] = Dossier(fact.agency)
        if not dossier.add(fact):
            return False
        for duty in [fact.entity] if fact.kind in ("duty", "verdict") else list(dossier.duties()):
            self._arm(fact.agency, duty, fact.counts_from)
        return True

    def registry_ticked(self, at: datetime) -> None:
        self.registry_time = at if self.registry_time is None else max(self.registry_time, at)

    def verdicts_ticked(self, at: datetime) -> None:
        self.verdict_time = at if self.verdict_time is None else max(self.verdict_time, at)
        if self.acted_through is not None and at <= self.acted_through:
            return
        place = bisect_left(self.waiting, at)
        if self.waiting[place : place + 1] != [at]:
            insort(self.waiting, at)

    def next_tick(self) -> datetime | None:
        """The tick to act on next; None while there is none or the registry is behind it."""
        if not self.waiting or self.registry_time is None or self.registry_time < self.waiting[0]:
            return None
        return self.waiting[0]

    def due(self, at: datetime) -> list[Decision]:
        """What is due at the tick `at`, in a fixed order. Only cases whose time has come are looked at."""
        decisions: list[Decision] = []
        for agency, duty in self._woken(at):
            decisions += self._decide(agency, duty, at)
        return decisions

    def acted(self, at: datetime) -> None:
        """The tick is done with."""
        self.waiting.remove(at)
        self.acted_through = at

    def enter(self, key: NoticeKey, at: datetime, accepted: bool = False) -> None:
        """The ledger holds this key now. The case is looked at again at the next tick."""
        self._entries.setdefault((key.agency, key.duty), {})[key] = Entry(at, accepted)
        self._arm(key.agency, key.duty, at)

    def forget(self, keys: Iterable[NoticeKey], at: datetime) -> None:
        """These letters were withdrawn before anything was sent."""
        for key in keys:
            self._entries.get((key.agency, key.duty), {}).pop(key, None)
            self._arm(key.agency, key.duty, at)

    def entries(self, agency: str, duty: str) -> dict[NoticeKey, Entry]:
        return self._entries.get((agency, duty), {})

    def _decide(self, agency: str, duty: str, at: datetime) -> list[Decision]:
        view = self._dossiers[agency].as_of(duty, at) if agency in self._dossiers else None
        entries = self.entries(agency, duty)
        notices = [] if view is None else due_notices(view.case, entries, at)
        self._rearm(agency, duty, view, at, again=bool(notices))
        return [Decision(notice, view) for notice in notices if view is not None]

    def _rearm(self, agency: str, duty: str, view: View | None, at: datetime, again: bool) -> None:
        # Verdicts known exactly at `at` count from the next tick on, hence changes at `at` itself are armed too.
        change = self._dossiers[agency].next_change(duty, at) if agency in self._dossiers else None
        step = None if view is None else next_due(view.case, self.entries(agency, duty), at)
        instants = [instant for instant in (change, step, at if again else None) if instant is not None]
        if instants:
            self._arm(agency, duty, min(instants))

    def _arm(self, agency: str, duty: str, at: datetime) -> None:
        armed = self._wake.get((agency, duty))
        if armed is None or at < armed:
            self._wake[agency, duty] = at
            heappush(self._wakes, (at, agency, duty))

    def _woken(self, at: datetime) -> list[tuple[str, str]]:
        woken = set()
        while self._wakes and self._wakes[0][0] <= at:
            wake, agency, duty = heappop(self._wakes)
            if self._wake.get((agency, duty)) == wake:
                del self._wake[agency, duty]
                woken.add((agency, duty))
        return sorted(woken)
