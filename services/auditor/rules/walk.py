"""The history of a case: its verdicts, in order, up to an instant."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from mohlat_contracts import sources
from mohlat_contracts.verdicts import VerdictData, VerdictReached
from msgspec import json, structs

from services.auditor.cases.case import Case
from services.auditor.rules.changes import next_change_reading, next_stop
from services.auditor.rules.corrections import corrects
from services.auditor.rules.judge import judge_reading
from services.auditor.rules.reading import INSTANT, Reading
from services.timekeeping.door import Door


class Walked(NamedTuple):
    """A case that has been judged up to an instant.

    Attributes:
        reached: its new verdicts, in order.
        due: the earliest instant at which it must be walked again; None while nothing can change.
    """

    case: Case
    reached: list[VerdictData]
    due: datetime | None


def walk(case: Case, door: Door, w: datetime) -> tuple[Case, list[VerdictData]]:
    """Judge from where the case stood up to but not including `w`, which the door must be known up to.

    A verdict is reached when anything but its known_at and its facts has changed.
    """
    walked = walk_on(case, door, None, w)
    return walked.case, walked.reached


def walk_on(case: Case, door: Door, start: datetime | None, w: datetime) -> Walked:
    """As `walk`, and says when to come again.

    Args:
        start: nothing can change before it, by what the last walk said and has become known since; None where
            nobody remembers.
    """
    since = case.progress.judged_through or first_known(case)
    if since is None or since >= w:
        return Walked(case, [], since)
    last = dict(case.progress.last)
    reached: list[VerdictData] = []
    reading = Reading(case, door, known_to=w)
    at = next_change_reading(reading, since - INSTANT) if start is None else max(since, start)
    while at is not None and at < w:
        for duty, verdict in judge_reading(reading, at).items():
            if is_news(verdict, last.get(duty)):
                last[duty] = _named(verdict, last.get(duty))
                reached.append(last[duty])
        at = next_stop(reading, at, w)
    progress = structs.replace(case.progress, judged_through=w, last=last)
    return Walked(structs.replace(case, progress=progress), reached, at)


def first_known(case: Case) -> datetime | None:
    """When the first fact of a case became known; None for an empty one."""
    kinds = (case.duties, case.exemptions, case.catalogues, case.evidence, case.certifications)
    return min((facts[0].known_at for facts in kinds if facts), default=None)


def verdict_event(data: VerdictData) -> VerdictReached:
    """The event of a verdict: its id is a hash of its content, so judging again repeats it and adds nothing."""
    return VerdictReached(id=verdict_id(data), source=sources.AUDITOR, time=data.known_at, data=data)


def verdict_id(data: VerdictData) -> str:
    return hashlib.sha256(json.encode(data)).hexdigest()


def is_news(verdict: VerdictData, last: VerdictData | None) -> bool:
    """Whether it concludes anything else than the verdict before it; that a body is not bound is none at first."""
    if last is None:
        return verdict.reason != "not_bound"
    return _conclusion(verdict) != _conclusion(last)


def _named(verdict: VerdictData, last: VerdictData | None) -> VerdictData:
    """The verdict, with the name of the one that it corrects."""
    if last is None or not corrects(verdict, last):
        return verdict
    return structs.replace(verdict, supersedes=verdict_id(last))


def _conclusion(verdict: VerdictData) -> tuple[object, ...]:
    return (
        verdict.status,
        verdict.reason,
        verdict.grade,
        verdict.effective_at,
        verdict.first_met_at,
        verdict.deadline_revision,
        verdict.timeliness,
        verdict.milestones,
        verdict.shares,
    )
