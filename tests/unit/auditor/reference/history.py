"""A judge that reads everything again at every instant, to compare the auditor with.

Written from the design and from what the contracts say of each field; it shares no code with the auditor. It is as slow
as it looks, and has neither an index nor a memory beyond the last verdict of each duty.

Rules that the design leaves open, and that are the same here:
- A verdict is news when it says anything but another `known_at`, other `facts` and another `supersedes` than the one
  before.
- A duty that does not bind is no news where nothing came before.
- Of an entity the highest revision known rules; where two claim the same one, the greater SHA-256, then the greater id.
- Verdicts of one advance come by known_at, agency, duty.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import TypeVar

from mohlat_contracts.registry import (
    CertificationData,
    DutyAssigned,
    DutyData,
    ExemptionData,
    ExemptionGranted,
    ServiceCertified,
    ServicesData,
    ServicesListed,
)
from mohlat_contracts.verdicts import FactName, VerdictData
from msgspec import json, structs

from tests.unit.auditor.reference.evidence import Law, counted, said
from tests.unit.auditor.reference.judging import Known, judge
from tests.unit.auditor.reference.log import Book, Fact, Interval
from tests.unit.auditor.reference.open_time import HOUR

D = TypeVar("D", DutyData, ExemptionData, ServicesData, CertificationData)


def history(book: Book, step: int) -> list[VerdictData]:
    """Every verdict known before W, in order, by looking at every multiple of `step` microseconds.

    Everything in the log must lie on such an instant.
    """
    if book.w is None or not book.facts:
        return []
    start = min(fact.known for fact in book.facts)
    agencies = sorted({fact.agency for fact in book.facts})
    reached: list[VerdictData] = []
    for agency in agencies:
        facts = sorted((fact for fact in book.facts if fact.agency == agency), key=lambda fact: fact.known)
        reached += _of_agency(facts, book.door, range(start, book.w, step))
    return sorted(reached, key=lambda each: (each.known_at, each.agency, each.duty))


def identity(verdict: VerdictData) -> str:
    """A hash of its content."""
    return hashlib.sha256(json.encode(verdict)).hexdigest()


def _of_agency(facts: list[Fact], door: list[Interval], instants: range) -> Iterator[VerdictData]:
    last: dict[str, VerdictData] = {}
    heard: list[Fact] = []
    duties: list[Known] = []
    for at in instants:
        if (now := [fact for fact in facts if fact.known <= at]) != heard:  # else they say what they said before
            heard, duties = now, _known(now, door)
        for known in duties:
            verdict = judge(known, door, at)
            before = last.get(verdict.duty)
            if before is None and verdict.reason == "not_bound":
                continue
            if before is not None and _says(verdict) == _says(before):
                continue
            if before is not None and corrects(before, verdict):
                verdict = structs.replace(verdict, supersedes=identity(before))
            last[verdict.duty] = verdict
            yield verdict


def _says(verdict: VerdictData) -> VerdictData:
    return structs.replace(verdict, known_at=verdict.effective_at, facts=(), supersedes=None)


def corrects(before: VerdictData, after: VerdictData) -> bool:
    """Whether a verdict says something else of a time of which the one before it had spoken: up to its own known_at.

    Another status, or the same since another instant, that took effect by then; unless the earlier one was waiting for
    it, being in grace, and it took effect no earlier than that. Another instant at which the duty was first met, or a
    milestone first reached, one of the two by then. Another grade, reason, share or deadline is news and no correction.
    """
    judged = before.known_at
    waited = before.reason == "in_grace" and after.status in ("overdue", "lapsed")
    another = (after.status, after.effective_at) != (before.status, before.effective_at)
    if after.effective_at <= judged and another and not (waited and after.effective_at >= before.effective_at):
        return True
    first = [(before.first_met_at, after.first_met_at)]
    was = {each.code: each.reached_at for each in before.milestones}
    first += [(was[each.code], each.reached_at) for each in after.milestones if each.code in was]
    return any(a != b and any(each is not None and each <= judged for each in (a, b)) for a, b in first)


def _known(facts: list[Fact], door: list[Interval]) -> list[Known]:
    """What is known of each duty, by its code; the facts are all that is known."""
    events = [fact.decoded.event for fact in facts]
    duties = [(event.data, fact) for event, fact in zip(events, facts, strict=True) if isinstance(event, DutyAssigned)]
    exemptions = [(e.data, fact) for e, fact in zip(events, facts, strict=True) if isinstance(e, ExemptionGranted)]
    catalogues = [(e.data, fact) for e, fact in zip(events, facts, strict=True) if isinstance(e, ServicesListed)]
    certificates = [(e.data, fact) for e, fact in zip(events, facts, strict=True) if isinstance(e, ServiceCertified)]
    ruling_exemptions = _ruling(exemptions, lambda data: data.exemption)
    catalogue = next((_named(*each) for each in _ruling(catalogues, lambda data: data.agency)), None)
    laws: dict[str, list[Law]] = {}
    for duty, fact in duties:
        law = Law(fact.known, _revision((duty, fact)), duty.limits.grace_open_hours * HOUR)
        laws.setdefault(duty.duty, []).append(law)
    heard = [each for fact in facts if (each := said(fact)) is not None]
    return [
        Known(
            duty=duty,
            name=fact.decoded.name,
            since=fact.known,
            exemptions=[_named(*each) for each in ruling_exemptions if each[0].mandate == duty.mandate],
            catalogue=catalogue,
            certificates={each[0].service: _named(*each) for each in _ruling(certificates, lambda data: data.service)},
            evidence=counted(duty.duty, heard, laws, door),
        )
        for duty, fact in _ruling(duties, lambda data: data.duty)
    ]


def _ruling(entries: list[tuple[D, Fact]], entity: Callable[[D], str]) -> list[tuple[D, Fact]]:
    """The highest revision of each entity, by its code."""
    codes = sorted({entity(data) for data, _ in entries})
    return [max((each for each in entries if entity(each[0]) == code), key=_revision) for code in codes]


def _revision(entry: tuple[D, Fact]) -> tuple[int, str, str]:
    data, fact = entry
    return data.revision, fact.decoded.sha256, fact.decoded.event.id


def _named(data: D, fact: Fact) -> tuple[D, FactName]:
    return data, fact.decoded.name
