"""Mandates, their duties and chains of deadlines; whom a duty binds; exemptions."""

import datetime as dt
from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.registry.models.row import INSTANT, Row


class Mandate(Row, table=True):
    __tablename__ = "mandates"

    code: str = Field(primary_key=True)
    name_fa: str
    name_en: str
    silent_after_days: int
    at_risk_days: int
    grace_open_hours: int


class MandateDeadline(Row, table=True):
    """One deadline of the chain and the instrument it rests on; revision 0 is the original."""

    __tablename__ = "deadlines"

    mandate: str = Field(primary_key=True, foreign_key="registry.mandates.code")
    revision: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=INSTANT)
    announced_at: datetime = Field(sa_type=INSTANT)
    instrument_number: str
    instrument_date: dt.date
    instrument_issuer: str
    final: bool


class Duty(Row, table=True):
    """What a mandate demands, and of which kinds of agencies."""

    __tablename__ = "duties"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'connect' and num_nonnulls(grade) = 1 and grade in ('claimed', 'proven', 'full')"
            " and num_nonnulls(share_percent, level) = 0)"
            " or (kind = 'digitize' and num_nonnulls(grade) = 0 and num_nonnulls(share_percent, level) = 2"
            " and share_percent between 1 and 100 and level in ('information_only', 'partly_online', 'fully_online'))",
            name="obligation",
        ),
        CheckConstraint("binds_kinds <@ array['core', 'affiliated']::varchar[]", name="binds_kinds"),
    )

    code: str = Field(primary_key=True)
    mandate: str = Field(foreign_key="registry.mandates.code", index=True)
    position: int
    name_fa: str
    name_en: str
    kind: str
    grade: str | None = None
    share_percent: int | None = None
    level: str | None = None
    binds_kinds: list[str] = Field(sa_type=ARRAY(String))


class Binding(Row, table=True):
    """One duty of one agency; `revision` counts what was said of it."""

    __tablename__ = "bindings"

    agency: str = Field(primary_key=True, foreign_key="registry.agencies.code")
    duty: str = Field(primary_key=True, foreign_key="registry.duties.code", index=True)
    bound_from: datetime = Field(sa_type=INSTANT)
    revision: int = 0


class Exemption(Row, table=True):
    __tablename__ = "exemptions"
    __table_args__ = (CheckConstraint("exempt_until > exempt_from", name="span"),)

    agency: str = Field(primary_key=True, foreign_key="registry.agencies.code")
    code: str = Field(primary_key=True)
    mandate: str = Field(foreign_key="registry.mandates.code")
    exempt_from: datetime = Field(sa_type=INSTANT)
    exempt_until: datetime | None = Field(default=None, sa_type=INSTANT)
    basis_fa: str
    basis_en: str
    revision: int = 0
