"""What the auditor keeps in PostgreSQL, schema `auditor`: the history of verdicts and what is needed to read it.

Every table is a projection of topics: dropped and read again from the beginning, it comes out the same.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, DateTime, Index, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

SCHEMA = "auditor"


class AuditorTable(SQLModel):
    """Holds the auditor's tables apart from those of other services."""

    metadata: ClassVar[MetaData] = MetaData(schema=SCHEMA)


def _instant(nullable: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


def _json() -> Any:
    return Column(JSONB, nullable=False)


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
    event_id: str
    facts: list[dict[str, Any]] = Field(sa_column=_json())
    known_at: datetime = Field(sa_column=_instant())
    partition: int


class AgencyRow(AuditorTable, table=True):
    """An agency by its highest revision."""

    __tablename__ = "agencies"

    code: str = Field(primary_key=True)
    revision: int
    name_fa: str
    name_en: str
    group_code: str
    group_name_fa: str
    group_name_en: str
    kind: str
    parent: str | None
    synthetic: bool
    partition: int


class DutyRow(AuditorTable, table=True):
    """A duty of an agency, with its chain of deadlines, by its highest revision."""

    __tablename__ = "duties"

    agency: str = Field(primary_key=True)
    duty: str = Field(primary_key=True)
    revision: int
    mandate: str
    name_fa: str
    name_en: str
    obligation: dict[str, Any] = Field(sa_column=_json())
    limits: dict[str, Any] = Field(sa_column=_json())
    bound: list[dict[str, Any]] = Field(sa_column=_json())
    deadlines: list[dict[str, Any]] = Field(sa_column=_json())
    partition: int


class ExemptionRow(AuditorTable, table=True):
    """An exemption with its legal basis, by its highest revision."""

    __tablename__ = "exemptions"

    agency: str = Field(primary_key=True)
    exemption: str = Field(primary_key=True)
    revision: int
    mandate: str
    spans: list[dict[str, Any]] = Field(sa_column=_json())
    basis_fa: str
    basis_en: str
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
