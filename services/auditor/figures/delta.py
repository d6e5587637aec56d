"""What moved between two dates: which body, from where to where, and why. Pure."""

from collections import Counter
from typing import Literal

from mohlat_contracts.verdicts import ConnectionGrade, Reason, Status
from msgspec import Struct

from services.auditor.figures.bodies import Body, Census, CensusInvalid

Standing = Status | Literal["not_listed", "not_bound", "not_judged"]
"""A status; or the body is not on the list, does not have the duty, or is not judged yet."""


class Move(Struct, frozen=True, kw_only=True):
    """One body that stands elsewhere.

    Attributes:
        reason: of the later verdict; None where there is none to give it.
        was_grade, grade: of its connection; a body may keep its status and move from one grade to another.
    """

    code: str
    was: Standing
    now: Standing
    was_grade: ConnectionGrade | None
    grade: ConnectionGrade | None
    reason: Reason | None


class Flow(Struct, frozen=True, kw_only=True):
    """How many bodies went from one standing to another."""

    was: Standing
    now: Standing
    bodies: int


class Delta(Struct, frozen=True, kw_only=True):
    """Every move, by code, and their sums, in the order of `was` and `now`."""

    duty: str
    moves: tuple[Move, ...]
    flows: tuple[Flow, ...]


def delta(before: Census, after: Census) -> Delta:
    """Who moved between two censuses of one duty.

    Raises:
        CensusInvalid: they are of two duties.
    """
    if before.duty != after.duty:
        raise CensusInvalid(f"a delta is of one duty, not of {before.duty!r} and {after.duty!r}")
    was, now = before.by_code(), after.by_code()
    moves = tuple(
        move
        for code in sorted(was.keys() | now.keys())
        if (move := _move(code, was.get(code), now.get(code))).was != move.now or move.was_grade != move.grade
    )
    flows = Counter((move.was, move.now) for move in moves)
    return Delta(
        duty=after.duty,
        moves=moves,
        flows=tuple(Flow(was=was, now=now, bodies=bodies) for (was, now), bodies in sorted(flows.items())),
    )


def standing(body: Body | None) -> Standing:
    """Where a body stands; None is one that is not on the list."""
    if body is None:
        return "not_listed"
    if not body.judged:
        return "not_judged"
    return body.status or "not_bound"


def _move(code: str, was: Body | None, now: Body | None) -> Move:
    return Move(
        code=code,
        was=standing(was),
        now=standing(now),
        was_grade=was.grade if was and was.judged else None,
        grade=now.grade if now and now.judged else None,
        reason=now.reason if now and now.judged else None,
    )
