"""A case as it could be read at an instant: nothing that became known later."""

from bisect import bisect_right
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mohlat_contracts.envelope import Span

from services.auditor.cases.case import Case
from services.auditor.cases.facts import (
    CatalogueFact,
    CertificationFact,
    DutyFact,
    EvidenceFact,
    ExemptionFact,
    Fact,
    ListedService,
)
from services.auditor.cases.statements import MOST_STATEMENTS
from services.auditor.rules.hearing import Heard, Hearing
from services.auditor.rules.lateness import Bounds, is_late
from services.auditor.rules.stretches import Hold
from services.timekeeping.door import Door

if TYPE_CHECKING:
    from services.auditor.rules.share_walk import ShareWalk

INSTANT = timedelta(microseconds=1)
"""Time is told in whole microseconds: the first instant later than `at - INSTANT` may be `at` itself."""

_NO_TIME, _HOUR = timedelta(0), timedelta(hours=1)

R = TypeVar("R", DutyFact, ExemptionFact, CatalogueFact, CertificationFact)


class Counted(NamedTuple):
    """A piece of evidence with the time that counts for it."""

    at: datetime
    fact: EvidenceFact


class Reading:
    """Prepared for many instants; every answer depends on the case, the door and the instant asked for alone.

    Attributes:
        holds: how each duty's obligation was last found to stand, and at which instant that was.
        share_walks: how far the share of each duty to digitize has been followed.
    """

    def __init__(self, case: Case, door: Door, known_to: datetime | None = None) -> None:
        self.case = case
        self.door = door
        self.known_to = known_to
        self._bounds = Bounds(case.duties)
        self._hearing = Hearing(case.evidence, self._bounds, door)
        self._counted: dict[str, tuple[int, list[Counted]]] = {}
        self._plain_known: int | None = None
        self._plain_counted: list[Counted] | None = None
        self.holds: dict[str, tuple[datetime, Hold]] = {}
        self.share_walks: dict[str, ShareWalk] = {}

    def duties(self, at: datetime) -> list[DutyFact]:
        """Each duty under the highest revision known, by code."""
        codes = sorted({fact.duty for fact in self.case.duties if fact.known_at <= at})
        known = (_ruling(tuple(f for f in self.case.duties if f.duty == code), at) for code in codes)
        return [fact for fact in known if fact is not None]

    def exemptions(self, mandate: str, at: datetime) -> list[ExemptionFact]:
        """Each exemption from a mandate under the highest revision known, by code."""
        codes = sorted({fact.exemption for fact in self.case.exemptions if fact.known_at <= at})
        known = (_ruling(tuple(f for f in self.case.exemptions if f.exemption == code), at) for code in codes)
        return [fact for fact in known if fact is not None and fact.mandate == mandate]

    def catalogue(self, at: datetime) -> CatalogueFact | None:
        """The agency's services, each with its history, under the highest revision known."""
        return _ruling(self.case.catalogues, at)

    def certifications(self, at: datetime) -> dict[str, CertificationFact]:
        """What is certified of each service, under the highest revision known, by the service's code."""
        ruling: dict[str, CertificationFact] = {}
        for fact in self.case.certifications:
            before = ruling.get(fact.service)
            if fact.known_at <= at and (before is None or _rank(fact) > _rank(before)):
                ruling[fact.service] = fact
        return ruling

    def evidence(self, duty: str, at: datetime) -> list[Counted]:
        """What is known by `at` and counts for a duty, in order of the time that counts."""
        # An arrival after `at` is left alone: the door up to it may not be known yet.
        known = bisect_right(self.case.evidence, at, key=_known_at)
        before = self._counted.get(duty)
        if before is None or before[0] != known:
            before = known, self._plain(known) or self._in_order(known, duty)
            self._counted[duty] = before
        return before[1]

    @property
    def least_bound(self) -> timedelta:
        """What is told within it is late under no bound."""
        return self._bounds.least

    def _plain(self, known: int) -> list[Counted] | None:
        """The first `known` pieces where they came one after the other and were heard soon; None where not.

        Then each counts at its own time under every duty, and none is old news or shares its hour with another.
        """
        if self._plain_known != known:
            self._plain_known, self._plain_counted = known, _plainly(self.case.evidence[:known], self._bounds.least)
        return self._plain_counted

    def _in_order(self, known: int, duty: str) -> list[Counted]:
        counted = (self._count(heard, duty) for heard in self._hearing.heard(known))
        return sorted((each for each in counted if each is not None), key=_in_order)

    def next_known(self, after: datetime) -> list[datetime]:
        """When the next fact of each kind becomes known."""
        coming = bisect_right(self.case.evidence, after, key=_known_at)
        return [*self.next_entered(after), *(fact.known_at for fact in self.case.evidence[coming : coming + 1])]

    def next_entered(self, after: datetime) -> list[datetime]:
        """When the next fact of each kind becomes known that the registry says."""
        case = self.case
        kinds: tuple[tuple[Fact, ...], ...] = (case.duties, case.exemptions, case.catalogues, case.certifications)
        coming = ((facts, bisect_right(facts, after, key=_known_at)) for facts in kinds)
        return [facts[index].known_at for facts, index in coming if index < len(facts)]

    def _count(self, heard: Heard, duty: str) -> Counted | None:
        """At its own time, unless it is late; then at its arrival, and a heartbeat that is old news not at all.

        An own time ahead of the arrival counts as the arrival.
        """
        fact = heard.fact
        own, arrival = fact.own_time, fact.known_at
        # The first question spares the second, nearly always.
        if arrival - own <= self._bounds.least or not is_late(fact, self._bounds.of(duty, own), self.door):
            return Counted(min(own, arrival), fact)
        return None if heard.old_news else Counted(arrival, fact)


def _plainly(evidence: tuple[EvidenceFact, ...], bound: timedelta) -> list[Counted] | None:
    if len(evidence) > MOST_STATEMENTS:
        return None
    counted: list[Counted] = []
    before: datetime | None = None
    heartbeat: datetime | None = None
    for fact in evidence:
        own = fact.own_time
        if fact.stale or (before is not None and own <= before) or not _NO_TIME <= fact.known_at - own <= bound:
            return None
        before = own
        if fact.kind == "heartbeat":
            if heartbeat is not None and own.hour == heartbeat.hour and own - heartbeat < _HOUR:
                return None
            heartbeat = own
        counted.append(Counted(own, fact))
    return counted


def in_force(services: tuple[ListedService, ...], at: datetime) -> list[ListedService]:
    """The services offered at an instant."""
    return [service for service in services if any(span.covers(at) for span in service.spans)]


def bounds(spans: tuple[Span, ...]) -> list[datetime]:
    """Every instant at which one of them begins or ends."""
    return [moment for span in spans for moment in (span.start, span.until) if moment is not None]


def _ruling(facts: tuple[R, ...], at: datetime) -> R | None:
    known = (fact for fact in facts if fact.known_at <= at)
    return max(known, key=_rank, default=None)


def _rank(fact: DutyFact | ExemptionFact | CatalogueFact | CertificationFact) -> tuple[int, str, str]:
    return fact.revision, fact.sha256, fact.id


def _known_at(fact: Fact) -> datetime:
    return fact.known_at


def _in_order(counted: Counted) -> tuple[datetime, bool, datetime, str, str]:
    """By counted time. A closing comes before whatever else counts at that instant: only a later one closes."""
    fact: Fact = counted.fact
    return counted.at, counted.fact.kind != "closed", fact.known_at, fact.id, fact.sha256
