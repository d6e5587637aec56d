"""What the auditor keeps in PostgreSQL, schema `auditor`: the history of verdicts and what is needed to read it.

Every table but `frozen_figures` is a projection of topics: emptied and read again from the beginning, it comes out the
same.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, DateTime, Index, MetaData, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

SCHEMA = "auditor"


class AuditorTable(SQLModel):
    """Holds the auditor's tables apart from those of other services."""

    metadata: ClassVar[MetaData] = MetaData(schema=SCHEMA)


def _instant(nullable: bool = False, primary_key: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable, primary_key=primary_key)


def _json(default: str | None = None) -> Any:
    return Column(JSONB, nullable=False, server_default=default)


def _by_fork(axis: str, carried: tuple[str, ...]) -> Iterator[Index]:
    """Intervals by where they begin and by where they end, with all that a figure asks of them."""
    for side in ("from", "until"):
        yield Index(
            f"standings_{axis}_{side}",
            "duty",
            f"{axis}_fork",
            f"{axis}_{side}",
            postgresql_include=carried,
            postgresql_where=text(f"{axis}_fork is not null"),
        )


class VerdictRow(AuditorTable, table=True):
    """One verdict; `id` is a hash of its content, so a repeat meets itself."""

    __tablename__ = "verdicts"
    __table_args__ = (Index("verdicts_by_case", "agency", "duty", "known_at", "effective_at", "id"),)

    id: str = Field(primary_key=True)
    agency: str
    duty: str
    mandate: str
    status: str
    reason: str
    grade: str | None
    effective_at: datetime = Field(sa_column=_instant())
    known_at: datetime = Field(sa_column=_instant())
    first_met_at: datetime | None = Field(sa_column=_instant(nullable=True))
    deadline_revision: int
    timeliness: list[dict[str, Any]] = Field(sa_column=_json())
    facts: list[dict[str, Any]] = Field(sa_column=_json())
    rules: str
    milestones: list[dict[str, Any]] = Field(sa_column=_json("[]"))
    shares: list[dict[str, Any]] = Field(sa_column=_json("[]"))
    supersedes: str | None
    partition: int


class SignalRow(AuditorTable, table=True):
    """Something that was seen and wants looking at; `id` is a hash of its content, so a repeat meets itself."""

    __tablename__ = "signals"
    __table_args__ = (
        Index("signals_by_time", "known_at", "id"),
        Index("signals_by_agency", "agency", "known_at", "id"),
    )

    id: str = Field(primary_key=True)
    agency: str
    signal: str
    event_id: str | None
    duty: str | None
    facts: list[dict[str, Any]] = Field(sa_column=_json())
    known_at: datetime = Field(sa_column=_instant())
    partition: int


class AgencyRow(AuditorTable, table=True):
    """One revision of an agency's registration; `content` is the contract's AgencyData."""

    __tablename__ = "agencies"
    __table_args__ = (Index("agencies_sandboxes", "code", postgresql_where=text("content ->> 'kind' = 'sandbox'")),)

    code: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    known_at: datetime = Field(sa_column=_instant())
    content: dict[str, Any] = Field(sa_column=_json())
    partition: int


class DutyRow(AuditorTable, table=True):
    """One revision of an agency's duty; `content` is the contract's DutyData."""

    __tablename__ = "duties"

    agency: str = Field(primary_key=True)
    duty: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    mandate: str
    known_at: datetime = Field(sa_column=_instant())
    content: dict[str, Any] = Field(sa_column=_json())
    partition: int


class ExemptionRow(AuditorTable, table=True):
    """One revision of an exemption; `content` is the contract's ExemptionData."""

    __tablename__ = "exemptions"

    agency: str = Field(primary_key=True)
    exemption: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    known_at: datetime = Field(sa_column=_instant())
    content: dict[str, Any] = Field(sa_column=_json())
    partition: int


class CertificateRow(AuditorTable, table=True):
    """One revision of what is certified of a service; `content` is the contract's CertificationData."""

    __tablename__ = "certificates"

    agency: str = Field(primary_key=True)
    service: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    known_at: datetime = Field(sa_column=_instant())
    content: dict[str, Any] = Field(sa_column=_json())
    partition: int


class ReferralRow(AuditorTable, table=True):
    """One revision of a referral; `content` is the contract's ReferralData."""

    __tablename__ = "referrals"

    agency: str = Field(primary_key=True)
    referral: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    known_at: datetime = Field(sa_column=_instant())
    content: dict[str, Any] = Field(sa_column=_json())
    partition: int


class NoticeRow(AuditorTable, table=True):
    """A letter that a mail relay accepted; its key is its identity."""

    __tablename__ = "notices"

    agency: str = Field(primary_key=True)
    duty: str = Field(primary_key=True)
    deadline_revision: int = Field(primary_key=True)
    step: str = Field(primary_key=True)
    recipient: str = Field(primary_key=True)
    at: datetime = Field(sa_column=_instant())
    message_id: str
    partition: int


class PartitionTimeRow(AuditorTable, table=True):
    """How far a topic's writer has promised time in a partition. `topic` is the contract's name, without prefix."""

    __tablename__ = "partition_times"

    topic: str = Field(primary_key=True)
    partition: int = Field(primary_key=True)
    time: datetime = Field(sa_column=_instant())


class PlaceRow(AuditorTable, table=True):
    """A place that bodies have in common, so that they can be counted together; `id` is a hash of the rest."""

    __tablename__ = "places"

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    partition: int
    kind: str
    group_code: str
    parent: str | None
    province: str | None


class SayingRow(AuditorTable, table=True):
    """What verdicts have in common, but for what is each body's own, as JSON; `id` is a hash of it."""

    __tablename__ = "sayings"

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    content: str


class StandingRow(AuditorTable, table=True):
    """A period of one body under one duty; derived from `agencies` and `verdicts` with every batch that adds to them.

    A period without an end in the world's time is found by when it was known, any other by when it was true: of either
    kind a body has about one at any instant.

    Attributes:
        duty: empty for the body's being on the list as such.
        known_fork, true_fork: what it is filed under; one of them.
        place, said: ids; nothing is said of a body's being on the list.
    """

    __tablename__ = "standings"
    __table_args__ = (
        *_by_fork("known", ("true_from", "place", "said", "agency")),
        *_by_fork("true", ("known_from", "known_until", "place", "said", "agency")),
    )

    agency: str = Field(primary_key=True)
    duty: str = Field(primary_key=True)
    known_from: datetime = Field(sa_column=_instant(primary_key=True))
    true_from: datetime = Field(sa_column=_instant(primary_key=True))
    known_until: datetime = Field(sa_column=_instant())
    true_until: datetime = Field(sa_column=_instant())
    known_fork: datetime | None = Field(sa_column=_instant(nullable=True))
    true_fork: datetime | None = Field(sa_column=_instant(nullable=True))
    place: int = Field(sa_column=Column(BigInteger, nullable=False))
    said: int | None = Field(sa_column=Column(BigInteger))


class FrozenFigureRow(AuditorTable, table=True):
    """A figure that was published under a name, for good. No projection: what is here is nowhere else.

    Attributes:
        receipt: the bytes that were handed out, UTF-8; `sha256` is over them.
        published_by: who froze it.
    """

    __tablename__ = "frozen_figures"

    name: str = Field(primary_key=True)
    receipt: str
    sha256: str
    published_at: datetime = Field(sa_column=_instant())
    published_by: str
    note: str
