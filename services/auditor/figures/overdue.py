"""How long a breach has lasted. Pure."""

from datetime import datetime

from mohlat_contracts.verdicts import VerdictData

from services.calendar.civil import days_between


def days_overdue(verdict: VerdictData, as_of: datetime) -> int:
    """Whole civil days (Tehran) of breach by `as_of`: past the current deadline, or since a later lapse; else 0."""
    if verdict.status not in ("overdue", "lapsed"):
        return 0
    deadline = next(each.deadline for each in verdict.timeliness if each.revision == verdict.deadline_revision)
    anchor = max(deadline, verdict.effective_at)
    return days_between(anchor, as_of)
