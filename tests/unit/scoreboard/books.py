"""Small books to read in tests."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mohlat_contracts.verdicts import ConnectionGrade, FactName, Outcome, Reason, Status, Timeliness, VerdictData

from services.auditor.scoreboard.book import Agency, Moment, Signal

DEADLINE = datetime(2022, 9, 22, 20, 30, tzinfo=UTC)
"""The end of 31 Shahrivar 1401."""
AS_OF = DEADLINE + timedelta(days=10)


def an_agency(code: str, **changes: Any) -> Agency:
    return Agency(
        **{
            "code": code,
            "name_fa": f"دستگاه {code}",
            "name_en": f"Agency {code}",
            "group": "banks",
            "group_name_fa": "بانک‌ها",
            "group_name_en": "Banks",
            "kind": "core",
            "parent": None,
            "synthetic": True,
            "partition": 0,
            **changes,
        }
    )


def a_verdict(
    agency: str,
    status: Status,
    reason: Reason = "in_force",
    grade: ConnectionGrade | None = "none",
    *,
    duty: str = "connect",
    outcome: Outcome = "unmet",
    effective_at: datetime = DEADLINE,
    known_at: datetime = DEADLINE,
) -> VerdictData:
    return VerdictData(
        agency=agency,
        duty=duty,
        mandate="window",
        status=status,
        reason=reason,
        grade=grade,
        effective_at=effective_at,
        known_at=known_at,
        first_met_at=None,
        deadline_revision=0,
        timeliness=(Timeliness(revision=0, deadline=DEADLINE, outcome=outcome),),
        facts=(FactName(id="f", sha256="0" * 64),),
        rules="1",
    )


CONNECTED = {"status": "met", "grade": "proven", "outcome": "on_time"}
FULL = {"status": "met", "grade": "full", "outcome": "on_time"}
OVERDUE = {"status": "overdue", "reason": "deadline_passed"}
EXEMPT = {"status": "exempt", "reason": "exempted"}
NOT_BOUND = {"status": "pending", "reason": "not_bound"}


def a_moment(
    bodies: Mapping[Agency, Mapping[str, Any] | None],
    as_of: datetime = AS_OF,
    judged: Mapping[int, datetime | None] | None = None,
) -> Moment:
    """A moment in which each agency has the verdict described, or none."""
    states = {
        agency.code: {"connect": a_verdict(agency.code, **described)}
        for agency, described in bodies.items()
        if described is not None
    }
    agencies = tuple(sorted(bodies, key=lambda agency: agency.code))
    return Moment(as_of, as_of, agencies, states, {0: as_of} if judged is None else judged)


def a_signal(agency: str, n: int = 0, **changes: Any) -> Signal:
    facts = tuple(FactName(id="beat-1", sha256=digit * 64) for digit in "ab")
    return Signal(
        **{
            "id": f"signal-{n}",
            "agency": agency,
            "signal": "one_id_two_contents",
            "event_id": "beat-1",
            "facts": facts,
            "known_at": DEADLINE,
            **changes,
        }
    )
