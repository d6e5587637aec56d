"""The verdict on one duty at one instant, by what is known then."""

from functools import cache
from typing import NamedTuple

from mohlat_contracts.registry import (
    CertificationData,
    Connect,
    Deadline,
    Digitize,
    DutyData,
    ExemptionData,
    ServicesData,
)
from mohlat_contracts.verdicts import FactName, MilestoneStanding, Outcome, Reason, Status, Timeliness, VerdictData

from services.calendar.civil import plus_days
from tests.unit.auditor.reference.connection import Kept, connection
from tests.unit.auditor.reference.evidence import Counted
from tests.unit.auditor.reference.holding import covers
from tests.unit.auditor.reference.log import Interval, instant, number
from tests.unit.auditor.reference.open_time import HOUR, open_time
from tests.unit.auditor.reference.share import Services, share

RULES = "2"


class Known(NamedTuple):
    """What is known of one duty at an instant: the ruling revision of each entity, with its name and since when.

    Attributes:
        exemptions: from its mandate.
    """

    duty: DutyData
    name: FactName
    since: int
    exemptions: list[tuple[ExemptionData, FactName]]
    catalogue: tuple[ServicesData, FactName] | None
    certificates: dict[str, tuple[CertificationData, FactName]]
    evidence: list[Counted]


class Position(NamedTuple):
    status: Status
    reason: Reason
    effective: int


def judge(known: Known, door: list[Interval], at: int) -> VerdictData:
    """The verdict at that instant; `supersedes` is for whoever knows the one before."""
    duty, kept = known.duty, _kept(known, door, at)
    position = _position(known, kept, door, at)
    first_met = kept.parts[0].start if kept.parts else None
    return VerdictData(
        agency=duty.agency,
        duty=duty.duty,
        mandate=duty.mandate,
        status=position.status,
        reason=position.reason,
        grade=kept.grade,
        effective_at=instant(position.effective),
        known_at=instant(at),
        first_met_at=None if first_met is None else instant(first_met),
        deadline_revision=_chain(duty)[-1].revision,
        timeliness=_timeliness(duty, first_met),
        facts=_facts(known, kept, at),
        rules=RULES,
        milestones=_milestones(duty, kept, first_met),
        shares=kept.shares,
    )


def _kept(known: Known, door: list[Interval], at: int) -> Kept:
    obligation, limits = known.duty.obligation, known.duty.limits
    if isinstance(obligation, Connect):
        return connection(obligation, limits, known.evidence, known.catalogue, door, at)
    statements = [each for each in known.evidence if each.said.kind == "level"]
    percents = {each.code: each.share_percent for each in known.duty.milestones if each.share_percent is not None}
    return share(obligation, limits, percents, Services(known.catalogue, known.certificates, statements), door, at)


def _position(known: Known, kept: Kept, door: list[Interval], at: int) -> Position:
    """The first that applies: not bound, exempt, kept or once kept, and then the deadline.

    Met and lapsed is nobody before the duty was his: since the binding began, and since the last exemption ended.
    """
    binding = [span for span in known.duty.bound if covers(span, at)]
    if not binding:
        ends = [number(span.until) for span in known.duty.bound if span.until]
        return Position("exempt", "not_bound", max((end for end in ends if end <= at), default=known.since))
    spans = [span for exemption, _ in known.exemptions for span in exemption.spans]
    if covering := [number(span.start) for span in spans if covers(span, at)]:
        return Position("exempt", "exempted", min(covering))
    freed = [number(span.until) for span in spans if span.until and number(span.until) <= at]
    liable = max([min(number(span.start) for span in binding), *freed])
    if kept.parts:
        position = _once_kept(known, kept, door, at)
        return position._replace(effective=max(position.effective, liable))
    return _never_kept(known, liable, door, at)


def _once_kept(known: Known, kept: Kept, door: list[Interval], at: int) -> Position:
    last = kept.parts[-1]
    if last.end is None or last.why is None:
        return Position("met", "in_force", last.start)
    if last.closed:
        return Position("lapsed", "closed", last.end)
    if open_time(door, last.end, at) < known.duty.limits.grace_open_hours * HOUR:
        return Position("met", "in_grace", last.start)
    return Position("lapsed", last.why, last.end)


def _never_kept(known: Known, liable: int, door: list[Interval], at: int) -> Position:
    """Before or after the deadline. The grace never begins before the body is liable.

    Before the deadline the wait began with that too, or later, when the deadline in force was announced or, where
    it became known ahead of that, when it became known.
    """
    deadline = _chain(known.duty)[-1]
    due = max(number(deadline.at), liable)
    if at >= due:
        if open_time(door, due, at) >= known.duty.limits.grace_open_hours * HOUR:
            return Position("overdue", "deadline_passed", due)
        return Position("at_risk", "in_grace", due)
    since = max(liable, min(number(deadline.announced_at), known.since))
    warning = _days_before(number(deadline.at), known.duty.limits.at_risk_days)
    if at >= warning:
        return Position("at_risk", "deadline_near", max(warning, since))
    return Position("pending", "before_deadline", since)


@cache
def _days_before(at: int, days: int) -> int:
    """The same hour in Tehran so many days earlier."""
    return number(plus_days(instant(at), -days))


def _chain(duty: DutyData) -> list[Deadline]:
    return sorted(duty.deadlines, key=lambda each: each.revision)


def _timeliness(duty: DutyData, first_met: int | None) -> tuple[Timeliness, ...]:
    return tuple(
        Timeliness(
            revision=each.revision, deadline=instant(number(each.at)), outcome=outcome(first_met, number(each.at))
        )
        for each in _chain(duty)
    )


def outcome(reached: int | None, deadline: int) -> Outcome:
    """On time is strictly before."""
    if reached is None:
        return "unmet"
    return "on_time" if reached < deadline else "late"


def _milestones(duty: DutyData, kept: Kept, first_met: int | None) -> tuple[MilestoneStanding, ...]:
    """In the order of their instants. One without a share of its own is reached when the duty is first met."""
    standings = []
    for each in sorted(duty.milestones, key=lambda each: (number(each.at), each.code)):
        own = isinstance(duty.obligation, Digitize) and each.share_percent is not None
        reached = kept.milestones.get(each.code) if own else first_met
        standings.append(
            MilestoneStanding(
                code=each.code,
                at=instant(number(each.at)),
                outcome=outcome(reached, number(each.at)),
                reached_at=None if reached is None else instant(reached),
            )
        )
    return tuple(standings)


def _facts(known: Known, kept: Kept, at: int) -> tuple[FactName, ...]:
    """The duty, the exemptions that hold, what decides how it stands now, and what began and ended the first and the
    last part."""
    names = {known.name, *kept.facts}
    names.update(name for exemption, name in known.exemptions if any(covers(span, at) for span in exemption.spans))
    for part in [*kept.parts[:1], *kept.parts[-1:]]:
        names.update(part.facts)
    return tuple(sorted(names))
