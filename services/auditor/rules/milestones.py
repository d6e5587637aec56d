"""How a duty stands under its interim goals. One that is missed is no breach: it moves no status."""

from collections.abc import Mapping
from datetime import datetime

from mohlat_contracts.registry import Digitize
from mohlat_contracts.verdicts import MilestoneStanding

from services.auditor.cases.facts import DutyFact
from services.auditor.rules.deadlines import outcome


def goals(duty: DutyFact) -> frozenset[int]:
    """The shares, in per cent, that its milestones ask for beside what the obligation itself asks."""
    if not isinstance(duty.obligation, Digitize):
        return frozenset()
    return frozenset(goal.share_percent for goal in duty.milestones if goal.share_percent is not None)


def milestones(
    duty: DutyFact, first_met_at: datetime | None, first_held: Mapping[int, datetime]
) -> tuple[MilestoneStanding, ...]:
    """Each milestone of the ruling revision, in the order of their instants.

    Args:
        first_met_at: counted time at which the obligation itself was first met, if ever.
        first_held: when each share of `goals` was first held, where it was.
    """
    asked = goals(duty)
    return tuple(
        MilestoneStanding(code=goal.code, at=goal.at, outcome=outcome(reached_at, goal.at), reached_at=reached_at)
        for goal in duty.milestones
        for reached_at in [first_held.get(goal.share_percent) if goal.share_percent in asked else first_met_at]
    )
