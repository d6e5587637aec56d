"""When something can next change."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta

from mohlat_contracts.registry import Connect

from services.auditor.cases.case import Case
from services.auditor.cases.facts import DutyFact, EvidenceFact
from services.auditor.rules.deadlines import liable_since, limit, moments
from services.auditor.rules.judge import hold_of
from services.auditor.rules.reading import Reading, bounds
from services.auditor.rules.routine import routine_after
from services.timekeeping.door import Door


def next_change(case: Case, door: Door, after: datetime) -> datetime | None:
    """The earliest possible instant later than `after` at which a verdict can change; None when none can.

    It may be early, never late: where the door's future is not known, it is taken to stay open, so ask again when
    that instant has come.
    """
    return next_change_reading(Reading(case, door), after)


def next_change_reading(reading: Reading, after: datetime) -> datetime | None:
    """As `next_change`, for many instants of one case."""
    return min((moment for moment in _moments(reading, after) if moment > after), default=None)


def next_stop(reading: Reading, after: datetime, until: datetime) -> datetime | None:
    """As `next_change_reading`, but passes over instants before `until` at which only routine heartbeats are heard."""
    evidence = reading.case.evidence
    duties = reading.duties(after)
    comes = bool(evidence) and evidence[-1].known_at > after
    routine = routine_after(reading, duties, after) if comes else None
    if routine is None:
        return next_change_reading(reading, after)
    silent = {duty.duty for duty in duties if isinstance(duty.obligation, Connect)}
    moments = [
        *reading.next_entered(after),
        *(moment for duty in duties for moment in _moments_of_duty(reading, duty, after, duty.duty not in silent)),
    ]
    end = min((moment for moment in moments if moment > after), default=until)
    for place in range(bisect_right(evidence, after, key=_known_at), len(evidence)):
        if evidence[place].known_at >= min(end, until) or not routine.goes_on_with(evidence[place]):
            moments.append(evidence[place].known_at)
            break
    moments += (_reached(reading, since, amount, after) for since, amount in routine.silences())
    return min((moment for moment in moments if moment > after), default=None)


def _moments(reading: Reading, after: datetime) -> Iterator[datetime]:
    """Whatever becomes known later is a moment itself, so between two of them what is known at `after` suffices."""
    yield from reading.next_known(after)
    for duty in reading.duties(after):
        yield from _moments_of_duty(reading, duty, after)


def _moments_of_duty(
    reading: Reading, duty: DutyFact, after: datetime, with_hold_limits: bool = True
) -> Iterator[datetime]:
    exemptions = reading.exemptions(duty.mandate, after)
    hold = hold_of(reading, duty, after)
    yield from bounds(duty.bound)
    for fact in exemptions:
        yield from bounds(fact.spans)
    yield from moments(duty)
    yield from hold.moments
    limits = [*hold.limits] if with_hold_limits else []
    if any(span.covers(after) for span in duty.bound):
        limits.append(limit(duty, liable_since(duty, exemptions, after)))
    for since, open_time in limits:
        yield _reached(reading, since, open_time, after)


def _reached(reading: Reading, since: datetime, open_time: timedelta, after: datetime) -> datetime:
    return reading.door.earliest(since, open_time, known_to=max(after, reading.known_to or after))


def _known_at(fact: EvidenceFact) -> datetime:
    return fact.known_at
