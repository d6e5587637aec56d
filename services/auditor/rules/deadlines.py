"""A duty that has not been met, before and after its deadline."""

from datetime import datetime, timedelta
from typing import NamedTuple

from mohlat_contracts.verdicts import Outcome, Reason, Status, Timeliness

from services.auditor.cases.facts import DueDate, DutyFact, ExemptionFact
from services.calendar.civil import plus_days
from services.timekeeping.door import Door


class Position(NamedTuple):
    """Where a duty stands, for which named reason, and since when in the world."""

    status: Status
    reason: Reason
    effective_at: datetime


def current_deadline(duty: DutyFact) -> DueDate:
    """The last of the chain in the ruling revision; `announced_at` is told, it does not rule."""
    return duty.deadlines[-1]


def liable_since(duty: DutyFact, exemptions: list[ExemptionFact], at: datetime) -> datetime:
    """Since when the body has had the duty without a break: the start of its binding, or the end of an exemption."""
    bound = [span.start for span in duty.bound if span.covers(at)]
    freed = [span.until for fact in exemptions for span in fact.spans if span.until and span.until <= at]
    return max([min(bound), *freed])


def unmet(duty: DutyFact, since: datetime, door: Door, at: datetime) -> Position:
    """Pending, at risk, or overdue; overdue only when the grace of open time has passed since the deadline.

    A body whose binding begins, or whose exemption ends, after the deadline has the grace from then on.
    """
    deadline = current_deadline(duty)
    due = max(deadline.at, since)
    if at >= due:
        overdue = door.open_time(due, at) >= _grace(duty)
        return Position("overdue", "deadline_passed", due) if overdue else Position("at_risk", "in_grace", due)
    # Under an extension the wait is a new one. What was announced ahead of time counts from when it became known.
    since = max(since, min(deadline.announced_at, duty.known_at))
    warning = _warning(duty)
    if at >= warning:
        return Position("at_risk", "deadline_near", max(warning, since))
    return Position("pending", "before_deadline", since)


def moments(duty: DutyFact) -> list[datetime]:
    """Instants at which an unmet duty changes by the calendar."""
    return [_warning(duty), current_deadline(duty).at]


def limit(duty: DutyFact, since: datetime) -> tuple[datetime, timedelta]:
    """From when on, and how much open time makes an unmet duty overdue."""
    return max(current_deadline(duty).at, since), _grace(duty)


def timeliness(duty: DutyFact, first_met_at: datetime | None) -> tuple[Timeliness, ...]:
    """How the duty stands under the original deadline and under each extension: on time is strictly before it."""
    return tuple(
        Timeliness(revision=each.revision, deadline=each.at, outcome=outcome(first_met_at, each.at))
        for each in duty.deadlines
    )


def outcome(reached_at: datetime | None, bound: datetime) -> Outcome:
    """Whether something was reached before a bound; `unmet` while it never was, before the bound and after it."""
    if reached_at is None:
        return "unmet"
    return "on_time" if reached_at < bound else "late"


def _warning(duty: DutyFact) -> datetime:
    return plus_days(current_deadline(duty).at, -duty.limits.at_risk_days)


def _grace(duty: DutyFact) -> timedelta:
    return timedelta(hours=duty.limits.grace_open_hours)
