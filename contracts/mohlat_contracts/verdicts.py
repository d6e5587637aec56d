"""What the auditor concludes of one duty of one agency, and on what it rests."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from mohlat_contracts.envelope import AgencyCode, CloudEvent, Identifier, Instant, Revision
from mohlat_contracts.registry import Level, Measure, Proof

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


class MilestoneStanding(Struct, frozen=True, kw_only=True):
    """How the duty stands under one interim goal; `reached_at` is when it was first reached, in counted time."""

    code: Identifier
    at: Instant
    outcome: Outcome
    reached_at: Instant | None = None


class Share(Struct, frozen=True, kw_only=True, order=True):
    """How many of the services in scope are at a level or above it.

    Attributes:
        by: what `reached` and `whole` count: services, or their uses a year.
        proof: whose word the level rests on.
    """

    level: Level
    by: Measure
    proof: Proof
    reached: Annotated[int, Meta(ge=0)]
    whole: Annotated[int, Meta(ge=0)]


class VerdictData(Struct, frozen=True, kw_only=True):
    """One verdict.

    Attributes:
        effective_at: since when it has been true in the world.
        known_at: the instant whose knowledge it uses; verdicts of a duty are ordered by it.
        first_met_at: counted time at which the duty was first met, if ever.
        deadline_revision: the deadline in force at known_at; its instant is in `timeliness`.
        facts: the facts it rests on, sorted.
        rules: version of the rules that judged.
        milestones: of the duty under the ruling revision, in the order of their instants.
        shares: of a duty to digitize, for every level, measure and proof; empty for any other duty.
        supersedes: the id of the verdict before it, where this one corrects it: it says something else of a time
            that was judged already.
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
    milestones: tuple[MilestoneStanding, ...] = ()
    shares: tuple[Share, ...] = ()
    supersedes: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None


class VerdictReached(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.verdict.reached.v1"):
    """Its id is a hash of its content, so a repeat is recognised."""

    data: VerdictData
