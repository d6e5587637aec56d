"""What the auditor concludes of one duty of one agency, and on what it rests."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from mohlat_contracts.envelope import AgencyCode, CloudEvent, Identifier, Instant, Revision

Status = Literal["exempt", "met", "pending", "at_risk", "overdue", "lapsed"]
ConnectionGrade = Literal["none", "claimed", "proven", "full", "silent"]
Reason = Literal[
    "exempted",
    "in_force",
    "before_deadline",
    "deadline_near",
    "in_grace",
    "deadline_passed",
    "closed",
    "silent",
    "share_fell",
    "not_bound",
]
Outcome = Literal["on_time", "late", "unmet"]


class FactName(Struct, frozen=True, kw_only=True, order=True):
    """A fact by its event id and the SHA-256 (hex) of the event's bytes as written."""

    id: Identifier
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Timeliness(Struct, frozen=True, kw_only=True):
    """How the duty stands under one deadline of the chain; `unmet` while it has never been met."""

    revision: Revision
    deadline: Instant
    outcome: Outcome


class VerdictData(Struct, frozen=True, kw_only=True):
    """One verdict.

    Attributes:
        effective_at: since when it has been true in the world.
        known_at: the instant whose knowledge it uses; verdicts of a duty are ordered by it.
        first_met_at: counted time at which the duty was first met, if ever.
        deadline_revision: the deadline in force at known_at; its instant is in `timeliness`.
        facts: the facts it rests on, sorted.
        rules: version of the rules that judged.
    """

    agency: AgencyCode
    duty: Identifier
    mandate: Identifier
    status: Status
    reason: Reason
    grade: ConnectionGrade | None
    effective_at: Instant
    known_at: Instant
    first_met_at: Instant | None
    deadline_revision: Revision
    timeliness: tuple[Timeliness, ...]
    facts: tuple[FactName, ...]
    rules: Identifier


class VerdictReached(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.verdict.reached.v1"):
    """Its id is a hash of its content, so a repeat is recognised."""

    data: VerdictData
