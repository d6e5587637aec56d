"""What the facts and the history of a case show that somebody should look at. Nothing is judged by it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from mohlat_contracts import sources
from mohlat_contracts.signals import SignalData, SignalRaised
from mohlat_contracts.verdicts import VerdictData
from msgspec import json, structs

from services.auditor.cases.case import Case
from services.auditor.cases.signalling.contents import two_contents
from services.auditor.cases.signalling.eve import connected_for_the_deadline
from services.auditor.cases.signalling.reclassifying import share_rose_by_reclassifying
from services.auditor.cases.signalling.regularity import too_regular
from services.auditor.cases.statements import beyond_limit
from services.auditor.rules.reading import Reading
from services.timekeeping.door import Door


def watch(
    before: Case, walked: Case, reached: Sequence[VerdictData], door: Door, w: datetime
) -> tuple[Case, list[SignalData]]:
    """What one walk up to `w` has shown: the walked case, which remembers what was heard, and signals in order.

    Every fact known before `w` is in the case. So neither the order in which facts came nor how time was cut into
    walks makes a difference.

    Args:
        before: the case as it was walked from; `walked` as it is since.
        reached: the verdicts of the walk, in order.
    """
    since = before.progress.judged_through
    if walked.progress.judged_through == since:
        return walked, []
    rhythm, raised = too_regular(before, since, w)
    raised += two_contents(before, door, since, w)
    raised += beyond_limit(before.agency, before.evidence, since, w)
    if reached:
        raised += _in_history(Reading(before, door, known_to=w), before.progress.last, reached)
    if rhythm != before.progress.rhythm:
        walked = structs.replace(walked, progress=structs.replace(walked.progress, rhythm=rhythm))
    return walked, sorted(raised, key=_as_seen)


def signal_event(data: SignalData) -> SignalRaised:
    """The event of a signal: its id is a hash of its content, so seeing it again repeats it and adds nothing."""
    content = hashlib.sha256(json.encode(data)).hexdigest()
    return SignalRaised(id=content, source=sources.AUDITOR, time=data.known_at, data=data)


def _in_history(
    reading: Reading, last: Mapping[str, VerdictData], reached: Sequence[VerdictData]
) -> Iterator[SignalData]:
    previous = dict(last)
    for verdict in reached:
        before = previous.get(verdict.duty)
        yield from connected_for_the_deadline(reading, before, verdict)
        yield from share_rose_by_reclassifying(reading, before, verdict)
        previous[verdict.duty] = verdict


def _as_seen(signal: SignalData) -> tuple[datetime, str, str, str]:
    return signal.known_at, signal.signal, signal.event_id or "", signal.duty or ""
