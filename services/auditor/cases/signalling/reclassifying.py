"""`share_rose_by_reclassifying`: a share rose because the list of services changed; no service reached the level."""

from collections.abc import Iterator
from datetime import datetime

from mohlat_contracts.registry import Digitize
from mohlat_contracts.signals import SignalData
from mohlat_contracts.verdicts import Share, VerdictData

from services.auditor.cases.case import Case
from services.auditor.cases.facts import DutyFact
from services.auditor.rules.reading import Reading
from services.auditor.rules.shares import holds


def share_rose_by_reclassifying(
    reading: Reading, previous: VerdictData | None, verdict: VerdictData
) -> Iterator[SignalData]:
    """At the verdict whose share has come to what the duty asks, at an instant at which nothing else moves a share.

    The verdict before it tells the share until then, since another share is another verdict. The first list of
    services of all reclassifies nothing.
    """
    if verdict.status != "met" or previous is None or not previous.shares or verdict.shares == previous.shares:
        return
    at = verdict.known_at
    duty = next(each for each in reading.duties(at) if each.duty == verdict.duty)
    obligation, catalogue = duty.obligation, reading.catalogue(at)
    if not isinstance(obligation, Digitize) or catalogue is None or duty.known_at == at:
        return
    before, now = _share(previous, obligation), _share(verdict, obligation)
    rose = before.whole > 0 and not _holds(before, obligation) and _holds(now, obligation)
    said = _certified_at(reading.case, at) if obligation.proof == "certified" else _stated_at(reading, duty, at)
    if rose and not said:
        yield SignalData(
            agency=verdict.agency,
            signal="share_rose_by_reclassifying",
            duty=verdict.duty,
            facts=tuple(sorted([catalogue.name, duty.name])),
            known_at=at,
        )


def _share(verdict: VerdictData, asked: Digitize) -> Share:
    wanted = asked.level, asked.by, asked.proof
    return next(each for each in verdict.shares if (each.level, each.by, each.proof) == wanted)


def _holds(share: Share, asked: Digitize) -> bool:
    return holds(share.reached, share.whole, asked.share_percent)


def _stated_at(reading: Reading, duty: DutyFact, at: datetime) -> bool:
    """Whether a statement that counts became known then."""
    counted = (each.fact for each in reading.evidence(duty.duty, at))
    return any(fact.known_at == at and fact.kind == "digitized" for fact in counted)


def _certified_at(case: Case, at: datetime) -> bool:
    """Whether a certificate became known, began or ended then."""
    return any(
        fact.known_at == at or any(at in (span.start, span.until) for span in fact.spans)
        for fact in case.certifications
    )
