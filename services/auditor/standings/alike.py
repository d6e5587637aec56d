"""What bodies that stand alike have in common, so that they can be counted together. Pure."""

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import msgspec
from mohlat_contracts.registry import AgencyKind
from mohlat_contracts.verdicts import ConnectionGrade, Reason, Status, Timeliness, VerdictData
from msgspec import Struct

from services.auditor.figures.bodies import Body, body_of

_SOME_TIME = datetime(1, 1, 2, tzinfo=UTC)


class Seat(NamedTuple):
    """A place on the list and the partition in which it is judged."""

    partition: int
    kind: AgencyKind
    group_code: str
    parent: str | None
    province: str | None


class Said(Struct, frozen=True, kw_only=True):
    """A verdict but for what is one body's own: its times, its facts, its shares."""

    status: Status
    reason: Reason
    grade: ConnectionGrade | None
    deadline_revision: int
    timeliness: tuple[Timeliness, ...]


def id_of(content: Seat | str) -> int:
    """A hash, 64 bits with a sign."""
    return int.from_bytes(sha256(msgspec.json.encode(content)).digest()[:8], "big", signed=True)


def write_said(status: str, reason: str, grade: str | None, deadline_revision: int, timeliness: str) -> str:
    """The text of a Said; `timeliness` is JSON already."""
    head = {"status": status, "reason": reason, "grade": grade, "deadline_revision": deadline_revision}
    return f'{msgspec.json.encode(head).decode()[:-1]},"timeliness":{timeliness}}}'


@lru_cache(maxsize=10_000)
def a_body(said: str | None, *, judged: bool) -> Body:
    """A body of which this is said, and which has nothing of its own; None: it has no verdict."""
    return body_of("", "core", None if said is None else _verdict(said), judged=judged)


def _verdict(content: str) -> VerdictData:
    said = msgspec.json.decode(content, type=Said)
    return VerdictData(
        agency="",
        duty="",
        mandate="",
        status=said.status,
        reason=said.reason,
        grade=said.grade,
        effective_at=_SOME_TIME,
        known_at=_SOME_TIME,
        first_met_at=None,
        deadline_revision=said.deadline_revision,
        timeliness=said.timeliness,
        facts=(),
        rules="",
    )
