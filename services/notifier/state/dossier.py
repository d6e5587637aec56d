"""All that is known of one agency, readable as of an instant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import AgencyData, AgencyRegistered, Deadline, DutyAssigned, DutyData, ExemptionGranted
from mohlat_contracts.verdicts import VerdictData, VerdictReached

from services.notifier.escalation.case import Case
from services.notifier.state.facts import Fact


@dataclass(frozen=True, slots=True)
class View:
    """How one duty of one agency stood as of an instant, with what a letter says about it."""

    agency: AgencyData
    duty: DutyData
    deadline: Deadline
    verdict: VerdictData | None
    case: Case


class Dossier:
    """The facts of one agency. Order and repetition of what is put in do not matter."""

    def __init__(self, agency: str) -> None:
        self.agency = agency
        self._facts: dict[tuple[str, str], dict[tuple[int, datetime], Fact]] = {}

    def add(self, fact: Fact) -> bool:
        """Put a fact in; False when it was there already."""
        of_entity = self._facts.setdefault((fact.kind, fact.entity), {})
        name = fact.revision, fact.known_at
        if name in of_entity:
            return False
        of_entity[name] = fact
        return True

    def duties(self) -> Iterator[str]:
        return (entity for kind, entity in self._facts if kind == "duty")

    def as_of(self, duty: str, at: datetime) -> View | None:
        """How `duty` stood at `at`: registry facts known by then, verdicts known before. None if not assigned yet."""
        registered = self._newest("agency", self.agency, at)
        assigned = self._newest("duty", duty, at)
        if registered is None or assigned is None:
            return None
        assert isinstance(registered.event, AgencyRegistered)  # noqa: S101 -- the kind says so
        assert isinstance(assigned.event, DutyAssigned)  # noqa: S101
        agency, data = registered.event.data.as_of(at), assigned.event.data
        deadline = max(data.deadlines, key=lambda each: each.revision)
        verdict = self._verdict(duty, at)
        bound = any(span.covers(at) for span in data.bound)
        case = Case(
            agency=self.agency,
            duty=duty,
            deadline_revision=deadline.revision,
            deadline=deadline.at,
            status=None if verdict is None else verdict.status,
            effective_at=deadline.at if verdict is None else self._counted_from(verdict, data, at),
            exempt=not bound or self._exempt(data.mandate, at),
            has_parent=agency.parent is not None,
        )
        return View(agency, data, deadline, verdict, case)

    def next_change(self, duty: str, after: datetime) -> datetime | None:
        """The first instant from `after` on at which a fact or a span already here changes what `as_of` says."""
        return min((at for at in self._changes(duty) if at >= after), default=None)

    def _changes(self, duty: str) -> Iterator[datetime]:
        for (kind, entity), facts in self._facts.items():
            if kind in ("duty", "verdict") and entity != duty:
                continue
            for fact in facts.values():
                yield fact.counts_from
                for span in _spans(fact):
                    yield span.start
                    if span.until is not None:
                        yield span.until

    def _newest(self, kind: str, entity: str, at: datetime) -> Fact | None:
        known = (fact for fact in self._facts.get((kind, entity), {}).values() if fact.counts_at(at))
        return max(known, key=lambda fact: (fact.revision, fact.known_at), default=None)

    def _verdict(self, duty: str, at: datetime) -> VerdictData | None:
        known = (fact for fact in self._facts.get(("verdict", duty), {}).values() if fact.counts_at(at))
        newest = max(known, key=lambda fact: fact.known_at, default=None)
        if newest is None:
            return None
        assert isinstance(newest.event, VerdictReached)  # noqa: S101
        return newest.event.data

    def _counted_from(self, verdict: VerdictData, duty: DutyData, at: datetime) -> datetime:
        """Since when the steps count: not before the grace, which an outage of ours prolongs, has begun for good."""
        facts = self._facts.get(("verdict", duty.duty), {}).values()
        told = sorted((fact for fact in facts if fact.counts_at(at)), key=lambda fact: fact.known_at, reverse=True)
        run = takewhile(_in_breach, told)
        known = min((fact.known_at for fact in run), default=None)
        if known is None:
            return verdict.effective_at
        return max(verdict.effective_at, known - timedelta(hours=duty.limits.grace_open_hours))

    def _exempt(self, mandate: str, at: datetime) -> bool:
        for kind, entity in self._facts:
            granted = self._newest(kind, entity, at) if kind == "exemption" else None
            if granted is None or not isinstance(granted.event, ExemptionGranted):
                continue
            if granted.event.data.mandate == mandate and any(span.covers(at) for span in granted.event.data.spans):
                return True
        return False


def _spans(fact: Fact) -> tuple[Span, ...]:
    match fact.event:
        case AgencyRegistered(data=agency):
            return agency.history
        case DutyAssigned(data=duty):
            return duty.bound
        case ExemptionGranted(data=exemption):
            return exemption.spans
        case _:
            return ()


def _in_breach(fact: Fact) -> bool:
    return isinstance(fact.event, VerdictReached) and fact.event.data.status in ("overdue", "lapsed")
