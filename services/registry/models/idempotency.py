"""What a write was answered, kept for as long as its caller may repeat it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.registry.models.row import INSTANT, Row


class KeptAnswer(Row, table=True):
    """One answered write.

    Attributes:
        official: subject of who wrote; empty for writes that take no login.
        fingerprint: SHA-256 of method, path, query and body.
        body: the answer byte for byte; it never holds a person or a secret.
        recorded_at: real time of the write.
    """

    __tablename__ = "idempotency"
    __table_args__ = (Index("idempotency_recorded_at_idx", "recorded_at"),)

    official: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: bytes
    status: int = Field(sa_type=SmallInteger)
    headers: dict[str, Any] = Field(sa_type=JSONB)
    body: bytes
    recorded_at: datetime | None = Field(
        default=None, nullable=False, sa_type=INSTANT, sa_column_kwargs={"server_default": text("now()")}
    )
