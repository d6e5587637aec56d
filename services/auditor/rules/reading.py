"""A case as it could be read at an instant: nothing that became known later."""

from bisect import bisect_right
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from mohlat_contracts.envelope import Span

from services.auditor.cases.case import Case
from services.auditor.cases.facts import CatalogueFact, DutyFact, EvidenceFact, ExemptionFact, Fact, ListedService
from services.timekeeping.door import Door

INSTANT = timedelta(microseconds=1)
"""Time is told in whole microseconds: the first instant later than `at - INSTANT` may be `at` itself."""

R = TypeVar("R", DutyFact, ExemptionFact, CatalogueFact)


class Counted(NamedTuple):
    """A piece of evidence with the time that counts for it."""

    at: datetime
    fact: EvidenceFact


class Reading:
    """Prepared for many instants; every answer depends on the case, the door and the instant asked for alone."""

    def __init__(self, case: Case, door: Door, known_to: datetime | None = None) -> None:
        self.case = case
        self.door = door
        self.known_to = known_to
        self._counted: dict[timedelta, list[Counted]] = {}

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

    def evidence(self, grace: timedelta, at: datetime) -> list[Counted]:
        """What is known by `at`, in order of the time that counts."""
        counted = self._counted.setdefault(grace, [])
        known = bisect_right(self.case.evidence, at, key=_known_at)
        # An arrival after `at` is left alone: the door up to it may not be known yet.
        counted.extend(self._count(fact, grace) for fact in self.case.evidence[len(counted) : known])
        return sorted(counted[:known], key=_in_order)

    def next_known(self, after: datetime) -> list[datetime]:
        """When the next fact of each kind becomes known."""
        case = self.case
        kinds: tuple[tuple[Fact, ...], ...] = (case.duties, case.exemptions, case.catalogues, case.evidence)
        coming = ((facts, bisect_right(facts, after, key=_known_at)) for facts in kinds)
        return [facts[index].known_at for facts, index in coming if index < len(facts)]

    def _count(self, fact: EvidenceFact, grace: timedelta) -> Counted:
        """Its own time, if at most the grace of open time lay between it and its arrival; else its arrival.

        An own time ahead of the arrival counts as the arrival.
        """
        own, arrival = fact.own_time, fact.known_at
        heard_in_time = arrival - own <= grace or self.door.open_time(own, arrival) <= grace
        return Counted(min(own, arrival) if heard_in_time else arrival, fact)


def in_force(services: tuple[ListedService, ...], at: datetime) -> list[ListedService]:
    """The services offered at an instant."""
    return [service for service in services if any(span.covers(at) for span in service.spans)]


def bounds(spans: tuple[Span, ...]) -> list[datetime]:
    """Every instant at which one of them begins or ends."""
    return [moment for span in spans for moment in (span.start, span.until) if moment is not None]


def _ruling(facts: tuple[R, ...], at: datetime) -> R | None:
    known = (fact for fact in facts if fact.known_at <= at)
    return max(known, key=lambda fact: (fact.revision, fact.sha256, fact.id), default=None)


def _known_at(fact: Fact) -> datetime:
    return fact.known_at


def _in_order(counted: Counted) -> tuple[datetime, bool, datetime, str, str]:
    """By counted time. A closing comes before whatever else counts at that instant: only a later one closes."""
    fact: Fact = counted.fact
    return counted.at, counted.fact.kind != "closed", fact.known_at, fact.id, fact.sha256
