"""What `GET /v1/agencies/me` says; the names are part of the interface."""

from mohlat_contracts.envelope import Instant
from mohlat_contracts.registry import AgencyKind, Connect, Digitize
from mohlat_contracts.verdicts import ConnectionGrade, Reason, Status
from msgspec import Struct


class LastEvidence(Struct, frozen=True, kw_only=True):
    """The agency's latest record."""

    known_at: Instant
    topic: str
    partition: int
    offset: int


class StreamSeen(Struct, frozen=True, kw_only=True):
    """What arrived of one stream; `missing` holds at most 20 ranges of ordinals, `missing_count` counts them all."""

    stream: str
    first: int
    highest: int
    missing: list[tuple[int, int]]
    missing_count: int


class LatestVerdict(Struct, frozen=True, kw_only=True):
    """How a duty has been judged last."""

    id: str
    status: Status
    reason: Reason
    grade: ConnectionGrade | None
    effective_at: Instant
    known_at: Instant


class DutyOwed(Struct, frozen=True, kw_only=True):
    """A duty under its current deadline; no verdict while none is known."""

    duty: str
    mandate: str
    name_fa: str
    name_en: str
    obligation: Connect | Digitize
    deadline: Instant
    original_deadline: Instant
    deadline_revision: int
    verdict: LatestVerdict | None


class KeyHeld(Struct, frozen=True, kw_only=True):
    key_id: str
    revoked_at: Instant | None


class Standing(Struct, frozen=True, kw_only=True):
    """How the agency that asks is seen.

    Attributes:
        known_through: what the registry changed before this instant is here.
        judged_through: so is what the auditor concluded before this one.
        evidence_read_from: ordinals that arrived before this instant are not known here.
        next_deadline: the next to come of a duty that is neither met nor exempt.
    """

    agency: str
    kind: AgencyKind | None
    name_fa: str | None
    name_en: str | None
    known_through: Instant | None
    judged_through: Instant | None
    last_evidence: LastEvidence | None
    evidence_read_from: Instant
    streams: list[StreamSeen]
    duties: list[DutyOwed]
    next_deadline: Instant | None
    keys: list[KeyHeld]
