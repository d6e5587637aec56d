"""Whether a verdict corrects the one before it, or only follows it."""

from datetime import datetime

from mohlat_contracts.verdicts import VerdictData


def corrects(verdict: VerdictData, previous: VerdictData) -> bool:
    """Whether it says something else of the time that the previous verdict of the duty had judged.

    A verdict speaks of the world up to its known_at. What took effect after the previous one became known is a
    development; what is now said to have been otherwise by then is a correction: another status or another beginning
    of it, another first meeting of the duty, another reaching of a milestone. Two verdicts are enough to tell, so a
    history has the same corrections however it was come by.
    """
    return (
        _restates_status(verdict, previous)
        or _restates(verdict.first_met_at, previous.first_met_at, previous.known_at)
        or _restates_milestone(verdict, previous)
    )


def _restates_status(verdict: VerdictData, previous: VerdictData) -> bool:
    if verdict.effective_at > previous.known_at:
        return False
    if (verdict.status, verdict.effective_at) == (previous.status, previous.effective_at):
        return False
    return not _decides(verdict, previous)


def _decides(verdict: VerdictData, previous: VerdictData) -> bool:
    """The grace was to tell whether it is a breach, and has told: nothing was said before that is now unsaid."""
    return (
        previous.reason == "in_grace"
        and verdict.status in ("overdue", "lapsed")
        and verdict.effective_at >= previous.effective_at
    )


def _restates_milestone(verdict: VerdictData, previous: VerdictData) -> bool:
    before = {each.code: each.reached_at for each in previous.milestones}
    return any(
        _restates(each.reached_at, before[each.code], previous.known_at)
        for each in verdict.milestones
        if each.code in before
    )


def _restates(now: datetime | None, before: datetime | None, judged: datetime) -> bool:
    return now != before and any(moment is not None and moment <= judged for moment in (now, before))
