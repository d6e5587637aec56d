"""One agency's case, told as a schedule, and what the rules say of it."""

from datetime import datetime

from mohlat_contracts import DecodedEvent
from mohlat_contracts.verdicts import VerdictData

from services.auditor.cases.case import Case, fold
from services.auditor.rules.judge import judge
from services.auditor.rules.walk import walk
from services.timekeeping.door import Door
from tests.unit.auditor.events import AGENCY, START, day

ALWAYS_OPEN = Door().union(START, day(1000))


def case_of(*known: tuple[datetime, DecodedEvent]) -> Case:
    """Facts, each with the instant at which it became known."""
    case = Case(agency=AGENCY)
    for known_at, event in known:
        case = fold(case, [event], known_at)
    return case


def verdict(case: Case, at: datetime, duty: str = "connect", door: Door = ALWAYS_OPEN) -> VerdictData:
    return judge(case, door, at)[duty]


def said(case: Case, at: datetime, duty: str = "connect", door: Door = ALWAYS_OPEN) -> tuple[str, ...]:
    """Status, reason, and the grade where there is one."""
    judged = verdict(case, at, duty, door)
    return (judged.status, judged.reason, *([judged.grade] if judged.grade else []))


def story(case: Case, w: datetime, door: Door = ALWAYS_OPEN) -> list[tuple[datetime, str, str]]:
    """The history up to W: when each verdict became known, status, reason."""
    return [(each.known_at, each.status, each.reason) for each in walk(case, door, w)[1]]
