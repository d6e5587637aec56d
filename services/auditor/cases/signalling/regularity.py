"""`heartbeats_too_regular`: heartbeats at intervals that no machine with a network between keeps."""

from bisect import bisect_left
from datetime import datetime

from mohlat_contracts.signals import SignalData

from services.auditor.cases.case import Case
from services.auditor.cases.facts import EvidenceFact
from services.auditor.cases.rhythm import Rhythm, hear

EQUAL_INTERVALS = 48
"""So many intervals in a row, the same to the microsecond, are too regular.

A timer that keeps its rhythm to the second is honest: the shipped agent does. But it wakes a little late every time,
by another few dozen or hundred microseconds, and that is in the times it states. Times in whole seconds hide it, so
they are not judged by this.
"""


def too_regular(case: Case, since: datetime | None, until: datetime) -> tuple[Rhythm | None, list[SignalData]]:
    """The rhythm after the evidence that became known in [since, until), and what was heard in it.

    A run of equal intervals is told once, when it has become long enough. The heartbeat that made it so is named.
    """
    start = 0 if since is None else bisect_left(case.evidence, since, key=_known_at)
    end = bisect_left(case.evidence, until, key=_known_at)
    heard = list(hear(case.progress.rhythm, case.evidence[start:end]))
    raised = [
        SignalData(agency=case.agency, signal="heartbeats_too_regular", facts=(beat.name,), known_at=beat.known_at)
        for beat, rhythm in heard
        if rhythm.equal == EQUAL_INTERVALS
    ]
    return heard[-1][1] if heard else case.progress.rhythm, raised


def _known_at(fact: EvidenceFact) -> datetime:
    return fact.known_at
