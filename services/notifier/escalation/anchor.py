"""From which instant the steps are counted."""

from datetime import datetime, timedelta

from services.calendar.civil import TEHRAN, first_midnight_at_or_after, plus_days, start_of_day
from services.notifier.escalation.case import Case


def anchor(case: Case) -> datetime:
    """The deadline, or the later instant from which the body was in breach of it: a lapse, the end of an exemption."""
    return case.deadline if case.status == "pending" else max(case.deadline, case.effective_at)


def step_instant(anchored_at: datetime, days: int) -> datetime:
    """The Tehran midnight `days` civil days from the first midnight at or after the anchor, in UTC."""
    return plus_days(first_midnight_at_or_after(anchored_at), days)


def waited(accepted_at: datetime, days: int) -> datetime:
    """The Tehran midnight that begins the civil day `days` after the day of an acceptance, in UTC."""
    return start_of_day(accepted_at.astimezone(TEHRAN).date() + timedelta(days=days))
