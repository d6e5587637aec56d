"""The verdict at an instant, with a named reason and the facts it rests on."""

from datetime import datetime, timedelta

from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import Connect
from mohlat_contracts.verdicts import FactName, VerdictData

from services.auditor.cases.case import Case
from services.auditor.cases.facts import DutyFact, ExemptionFact
from services.auditor.rules.connect import connection
from services.auditor.rules.deadlines import Position, current_deadline, liable_since, timeliness, unmet
from services.auditor.rules.digitize import digitization
from services.auditor.rules.milestones import milestones
from services.auditor.rules.reading import Reading
from services.auditor.rules.stretches import Hold
from services.timekeeping.door import Door

RULES = "2"
"""The version of these rules, carried by every verdict."""


def judge(case: Case, door: Door, at: datetime) -> dict[str, VerdictData]:
    """The verdict of each duty known at `at`: pure, and blind to whatever became known after it.

    A body that is not bound at `at` gets `exempt`, `not_bound`; the walk leaves that out where nothing came before it.
    """
    return judge_reading(Reading(case, door), at)


def judge_reading(reading: Reading, at: datetime) -> dict[str, VerdictData]:
    """As `judge`, for many instants of one case."""
    return {duty.duty: _judge_duty(reading, duty, at) for duty in reading.duties(at)}


def hold_of(reading: Reading, duty: DutyFact, at: datetime) -> Hold:
    """How the obligation itself stands, deadlines and exemptions aside.

    Who judges an instant and who looks for the next one ask the same: it is found once.
    """
    asked, hold = reading.holds.get(duty.duty, (None, None))
    if hold is None or asked != at:
        hold = _hold_of(reading, duty, at)
        reading.holds[duty.duty] = at, hold
    return hold


def _hold_of(reading: Reading, duty: DutyFact, at: datetime) -> Hold:
    if isinstance(duty.obligation, Connect):
        return connection(reading, duty, duty.obligation, at)
    return digitization(reading, duty, duty.obligation, at)


def _judge_duty(reading: Reading, duty: DutyFact, at: datetime) -> VerdictData:
    exemptions = reading.exemptions(duty.mandate, at)
    hold = hold_of(reading, duty, at)
    position = _position(reading, duty, exemptions, hold, at)
    first_met_at = hold.stretches[0].start if hold.stretches else None
    return VerdictData(
        agency=reading.case.agency,
        duty=duty.duty,
        mandate=duty.mandate,
        status=position.status,
        reason=position.reason,
        grade=hold.grade,
        effective_at=position.effective_at,
        known_at=at,
        first_met_at=first_met_at,
        deadline_revision=current_deadline(duty).revision,
        timeliness=timeliness(duty, first_met_at),
        facts=_facts(duty, exemptions, hold, at),
        rules=RULES,
        milestones=milestones(duty, first_met_at, hold.first_held),
        shares=hold.shares,
    )


def _position(reading: Reading, duty: DutyFact, exemptions: list[ExemptionFact], hold: Hold, at: datetime) -> Position:
    """The first rule that applies: not bound, exempt, met or lapsed, and at last the deadline."""
    if not any(span.covers(at) for span in duty.bound):
        return Position("exempt", "not_bound", _unbound_since(duty, at))
    if covering := _covering(exemptions, at):
        # True in the world since the span began, also where we learnt of it later: known_at tells that.
        return Position("exempt", "exempted", min(span.start for span in covering))
    since = liable_since(duty, exemptions, at)
    if hold.stretches:
        position = _met_or_lapsed(reading, duty, hold, at)
        # What held while the body was exempt, or not yet bound, counts from when it had the duty: it was exempt then.
        return position._replace(effective_at=max(position.effective_at, since))
    return unmet(duty, since, reading.door, at)


def _met_or_lapsed(reading: Reading, duty: DutyFact, hold: Hold, at: datetime) -> Position:
    last = hold.stretches[-1]
    if last.end is None or last.why is None:
        return Position("met", "in_force", last.start)
    if last.closed:
        return Position("lapsed", "closed", last.end)
    if reading.door.open_time(last.end, at) < timedelta(hours=duty.limits.grace_open_hours):
        return Position("met", "in_grace", last.start)
    return Position("lapsed", last.why, last.end)


def _covering(exemptions: list[ExemptionFact], at: datetime) -> list[Span]:
    return [span for fact in exemptions for span in fact.spans if span.covers(at)]


def _unbound_since(duty: DutyFact, at: datetime) -> datetime:
    ended = [span.until for span in duty.bound if span.until and span.until <= at]
    return max(ended, default=duty.known_at)


def _facts(duty: DutyFact, exemptions: list[ExemptionFact], hold: Hold, at: datetime) -> tuple[FactName, ...]:
    names = {duty.name, *hold.facts}
    names.update(fact.name for fact in exemptions if _covering([fact], at))
    for stretch in {*hold.stretches[:1], *hold.stretches[-1:]}:
        names.update(stretch.facts)
    return tuple(sorted(names))
