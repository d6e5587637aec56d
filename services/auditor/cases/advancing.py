"""A case walked on to an instant, and kept small on the way.

It is sealed at whole UTC hours at whose end new evidence has become known, wherever W stops. So what it holds at such
an hour, and whether that is too much, depends on the log alone.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from mohlat_contracts.signals import SignalData
from mohlat_contracts.verdicts import VerdictData
from msgspec import structs

from services.auditor.cases.case import Case, known_before
from services.auditor.cases.facts import EvidenceFact
from services.auditor.cases.packing import room
from services.auditor.cases.sealing import seal
from services.auditor.cases.signals import watch
from services.auditor.rules.hearing import hour_of
from services.auditor.rules.walk import walk_on
from services.timekeeping.door import Door

SEAL_FROM = 64
"""So many pieces of evidence are kept without looking whether they still matter."""
MAX_CASE_BYTES = 256 * 1024
"""What the sealed evidence of a case may take. A case that needs more takes no further evidence."""


class Advanced(NamedTuple):
    """A case that has been judged up to an instant.

    Attributes:
        reached: its new verdicts, in order.
        seen: its new signals, in the order of the walks that showed them.
        due: the earliest instant at which it must be walked again; None while nothing can change.
    """

    case: Case
    reached: list[VerdictData]
    seen: list[SignalData]
    due: datetime | None


def advance(case: Case, door: Door, due: datetime | None, w: datetime, seal_from: int = SEAL_FROM) -> Advanced:
    """Judge up to but not including `w`, which the door must be known up to; see `walk_on`.

    Args:
        seal_from: the history is the same with any.
    """
    advanced = Advanced(case, [], [], due)
    for hour in _hours(case, w):
        if bisect_left(advanced.case.evidence, hour, key=_known_at) > seal_from:
            advanced = _sealed(_walked(advanced, door, hour), door, hour)
    is_through = advanced.case is not case and advanced.case.progress.judged_through == w
    return advanced if is_through else _walked(advanced, door, w)


def _walked(advanced: Advanced, door: Door, w: datetime) -> Advanced:
    walked = walk_on(advanced.case, door, advanced.due, w)
    case, seen = watch(advanced.case, walked.case, walked.reached, door, w)
    return Advanced(case, advanced.reached + walked.reached, advanced.seen + seen, walked.due)


def _sealed(advanced: Advanced, door: Door, hour: datetime) -> Advanced:
    case = seal(advanced.case, door, hour)
    if case.full_since is not None or room(known_before(case.evidence, hour)) <= MAX_CASE_BYTES:
        return advanced._replace(case=case)
    case = structs.replace(case, evidence=known_before(case.evidence, hour), full_since=hour)
    full = SignalData(agency=case.agency, signal="case_full", known_at=hour)
    return advanced._replace(case=case, seen=[*advanced.seen, full])


def _hours(case: Case, w: datetime) -> Iterator[datetime]:
    """The ends of the hours in which evidence became known, from where the case stands up to `w`."""
    since = case.progress.judged_through
    before: datetime | None = None
    start = 0 if since is None else bisect_left(case.evidence, hour_of(since), key=_known_at)
    for fact in case.evidence[start:]:
        end = hour_of(fact.known_at) + timedelta(hours=1)
        if end > w:
            return
        if end != before and (since is None or end > since):
            yield end
        before = end


def _known_at(fact: EvidenceFact) -> datetime:
    return fact.known_at
