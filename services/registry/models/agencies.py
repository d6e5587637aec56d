"""Agencies with their groups, parents, contacts, services and keys; oversight bodies."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from services.registry.models.row import INSTANT, Row, one_of


class Group(Row, table=True):
    __tablename__ = "groups"

    code: str = Field(primary_key=True)
    name_fa: str
    name_en: str


class Agency(Row, table=True):
    """`revision` counts what was said of the agency itself, its group's name included."""

    __tablename__ = "agencies"
    __table_args__ = (one_of("kind", "core", "affiliated"), CheckConstraint("parent <> code", name="parent"))

    code: str = Field(primary_key=True)
    name_fa: str
    name_en: str
    group: str = Field(foreign_key="registry.groups.code", index=True)
    kind: str
    parent: str | None = Field(default=None, foreign_key="registry.agencies.code")
    synthetic: bool = False
    revision: int = 0


class OversightBody(Row, table=True):
    __tablename__ = "oversight_bodies"
    __table_args__ = (one_of("role", "oversight_committee", "inspection_organisation", "article_90_commission"),)

    role: str = Field(primary_key=True)
    name_fa: str
    name_en: str


class Contact(Row, table=True):
    """A person or mailbox of one agency or one oversight body; `id` is random and says nothing of them."""

    __tablename__ = "contacts"
    __table_args__ = (
        one_of("language", "fa", "en"),
        CheckConstraint("num_nonnulls(agency, role) = 1", name="holder"),
    )

    id: UUID = Field(primary_key=True)
    agency: str | None = Field(default=None, foreign_key="registry.agencies.code", index=True)
    role: str | None = Field(default=None, foreign_key="registry.oversight_bodies.role", unique=True)
    name: str
    email: str
    language: str
    revision: int = 0


class ListedService(Row, table=True):
    """A service of an agency, listed since `listed_from`."""

    __tablename__ = "services"

    agency: str = Field(primary_key=True, foreign_key="registry.agencies.code")
    code: str = Field(primary_key=True)
    name_fa: str
    name_en: str
    high_use: bool
    listed_from: datetime = Field(sa_type=INSTANT)


class EnrolledKey(Row, table=True):
    """An Ed25519 public key; `public_key` is base64url of its 32 bytes, unpadded."""

    __tablename__ = "keys"

    key_id: str = Field(primary_key=True)
    agency: str = Field(foreign_key="registry.agencies.code", index=True)
    public_key: str = Field(unique=True)
    revision: int = 0
