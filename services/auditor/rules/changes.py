"""When something can next change."""

from collections.abc import Iterator
from datetime import datetime

from services.auditor.cases.case import Case
from services.auditor.cases.facts import DutyFact
from services.auditor.rules.deadlines import liable_since, limit, moments
from services.auditor.rules.judge import hold_of
from services.auditor.rules.reading import Reading, bounds
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


def _moments(reading: Reading, after: datetime) -> Iterator[datetime]:
    """Whatever becomes known later is a moment itself, so between two of them what is known at `after` suffices."""
    yield from reading.next_known(after)
    for duty in reading.duties(after):
        yield from _moments_of_duty(reading, duty, after)


def _moments_of_duty(reading: Reading, duty: DutyFact, after: datetime) -> Iterator[datetime]:
    exemptions = reading.exemptions(duty.mandate, after)
    hold = hold_of(reading, duty, after)
    yield from bounds(duty.bound)
    for fact in exemptions:
        yield from bounds(fact.spans)
    yield from moments(duty)
    yield from hold.moments
    limits = [*hold.limits]
    if any(span.covers(after) for span in duty.bound):
        limits.append(limit(duty, liable_since(duty, exemptions, after)))
    for since, open_time in limits:
        yield reading.door.earliest(since, open_time, known_to=max(after, reading.known_to or after))
