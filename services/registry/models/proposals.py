"""What one official proposed and another decided; documents; one-time codes."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.registry.models.row import CODE, INSTANT, Row, one_of


class ProposalRow(Row, table=True):
    """A proposal, and what became of it.

    Attributes:
        operation: what is to be done, without what is personal.
        personal: what is personal; blanked when the proposal is decided.
        proposed_at, decided_at: domain time.
        based_on: the revision of the entity that the proposer had seen, where one was given.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        one_of("state", "proposed", "approved", "rejected", "withdrawn"),
        CheckConstraint("decided_by is null or state = 'withdrawn' or decided_by <> proposed_by", name="four_eyes"),
        Index("proposals_state_idx", "state", "number"),
    )

    number: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"server_default": Identity(always=True)}
    )
    action: str
    operation: dict[str, Any] = Field(sa_type=JSONB)
    personal: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    state: str = "proposed"
    reason: str
    proposed_by: str
    proposed_by_name: str
    proposed_at: datetime = Field(sa_type=INSTANT)
    based_on: int | None = Field(default=None, sa_type=BigInteger)
    decided_by: str | None = None
    decided_by_name: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decision_reason: str | None = None
    change: int | None = Field(default=None, sa_type=BigInteger)


class DocumentRow(Row, table=True):
    """The text of a legal instrument, named by the SHA-256 of its bytes."""

    __tablename__ = "documents"

    sha256: str = Field(primary_key=True)
    media_type: str
    size: int
    content: bytes
    file_name: str
    uploaded_by: str
    recorded_at: datetime | None = Field(
        default=None, nullable=False, sa_type=INSTANT, sa_column_kwargs={"server_default": text("now()")}
    )


class EnrolmentCodeRow(Row, table=True):
    """A one-time code that was handed to an agency; only its hash is kept. Times are real times.

    One that was used without a key is void: a newer one was issued.
    """

    __tablename__ = "enrolment_codes"

    code_sha256: str = Field(primary_key=True)
    agency: str = Field(index=True, sa_type=CODE)
    proposal: int = Field(sa_type=BigInteger, foreign_key="registry.proposals.number")
    expires_at: datetime = Field(sa_type=INSTANT)
    used_at: datetime | None = Field(default=None, sa_type=INSTANT)
    key_id: str | None = None
