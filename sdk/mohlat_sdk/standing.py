"""How Mohlat sees an agency now, as `GET /v1/agencies/me` tells it. Instants are aware."""

from datetime import datetime
from typing import Any

import msgspec


class LastEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """The newest of the agency's records in the log, and when it was taken."""

    known_at: datetime
    topic: str
    partition: int
    offset: int


class StreamStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one sender's numbered events.

    Attributes:
        stream: the sender's name.
        first, highest: the lowest and highest number that came.
        missing: numbers between them that did not, as ranges [first, last]; the oldest twenty of them.
        missing_count: how many numbers are missing in all.
    """

    stream: str
    first: int
    highest: int
    missing: tuple[tuple[int, int], ...] = ()
    missing_count: int = 0


class VerdictStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The latest verdict on a duty, with its named reason."""

    id: str
    status: str
    reason: str
    grade: str | None = None
    effective_at: datetime | None = None
    known_at: datetime | None = None


class DutyStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One duty of the agency; `verdict` is None while it has not been judged."""

    duty: str
    mandate: str
    name_fa: str
    name_en: str
    obligation: Any = None
    deadline: datetime
    original_deadline: datetime
    deadline_revision: int = 0
    verdict: VerdictStatus | None = None


class KeyStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A key that the registry knows of the agency."""

    key_id: str
    revoked_at: datetime | None = None


class AgencyStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What registry, connector and auditor know of the agency.

    Attributes:
        agency: its code.
        kind: `core`, `affiliated` or `sandbox`; it and the names are None while the connector knows but the key.
        known_through: through when the registry is known to the connector.
        judged_through: through when the auditor has judged.
        last_evidence: None when nothing came since `evidence_read_from`.
        evidence_read_from: from when `last_evidence` and `streams` speak.
        next_deadline: the next one of a duty that is not met; None when there is none.
    """

    agency: str
    kind: str | None
    name_fa: str | None
    name_en: str | None
    known_through: datetime | None = None
    judged_through: datetime | None = None
    last_evidence: LastEvidence | None = None
    evidence_read_from: datetime | None = None
    streams: tuple[StreamStatus, ...] = ()
    duties: tuple[DutyStatus, ...] = ()
    next_deadline: datetime | None = None
    keys: tuple[KeyStatus, ...] = ()


_status = msgspec.json.Decoder(AgencyStatus)


def read_status(body: bytes) -> AgencyStatus | None:
    """None when the body is no such answer. Members that a later service adds are passed over."""
    try:
        return _status.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
