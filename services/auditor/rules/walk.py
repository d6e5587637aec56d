"""The history of a case: its verdicts, in order, up to an instant."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from mohlat_contracts import sources
from mohlat_contracts.verdicts import VerdictData, VerdictReached
from msgspec import json, structs

from services.auditor.cases.case import Case
from services.auditor.rules.changes import next_change_reading
from services.auditor.rules.judge import judge_reading
from services.auditor.rules.reading import INSTANT, Reading
from services.timekeeping.door import Door


def walk(case: Case, door: Door, w: datetime) -> tuple[Case, list[VerdictData]]:
    """Judge from where the case stood up to but not including `w`, which the door must be known up to.

    A verdict is reached when anything but its known_at and its facts has changed.
    """
    since = case.progress.judged_through or first_known(case)
    if since is None or since >= w:
        return case, []
    last = dict(case.progress.last)
    reached: list[VerdictData] = []
    reading = Reading(case, door, known_to=w)
    for at in _instants(reading, since, w):
        for duty, verdict in judge_reading(reading, at).items():
            if _is_news(verdict, last.get(duty)):
                last[duty] = verdict
                reached.append(verdict)
    progress = structs.replace(case.progress, judged_through=w, last=last)
    return structs.replace(case, progress=progress), reached


def first_known(case: Case) -> datetime | None:
    """When the first fact of a case became known; None for an empty one."""
    kinds = (case.duties, case.exemptions, case.catalogues, case.evidence)
    return min((facts[0].known_at for facts in kinds if facts), default=None)


def verdict_event(data: VerdictData) -> VerdictReached:
    """The event of a verdict: its id is a hash of its content, so judging again repeats it and adds nothing."""
    content = hashlib.sha256(json.encode(data)).hexdigest()
    return VerdictReached(id=content, source=sources.AUDITOR, time=data.known_at, data=data)


def _instants(reading: Reading, since: datetime, w: datetime) -> Iterator[datetime]:
    at = next_change_reading(reading, since - INSTANT)
    while at is not None and at < w:
        yield at
        at = next_change_reading(reading, at)


def _is_news(verdict: VerdictData, last: VerdictData | None) -> bool:
    if last is None:
        return verdict.reason != "not_bound"
    return _conclusion(verdict) != _conclusion(last)


def _conclusion(verdict: VerdictData) -> tuple[object, ...]:
    return (
        verdict.status,
        verdict.reason,
        verdict.grade,
        verdict.effective_at,
        verdict.first_met_at,
        verdict.deadline_revision,
        verdict.timeliness,
    )
