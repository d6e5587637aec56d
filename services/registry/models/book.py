"""The book and its journal. Rows are only ever added; triggers see to that."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.registry.book.contents import KINDS
from services.registry.models.row import CODE, INSTANT, Row, one_of


class ChangeRow(Row, table=True):
    """One change of the book: when, what, who made it, who approved it, and why.

    Attributes:
        number: consecutive; the revision of everything that the change wrote and said.
        known_at: domain time; recorded_at: real time.
        proposal: the proposal that was approved, for what takes four eyes.
    """

    __tablename__ = "changes"

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    known_at: datetime = Field(sa_type=INSTANT, index=True)
    recorded_at: datetime | None = Field(
        default=None, nullable=False, sa_type=INSTANT, sa_column_kwargs={"server_default": text("now()")}
    )
    action: str
    reason: str
    made_by: str
    made_by_name: str
    approved_by: str | None = None
    approved_by_name: str | None = None
    approval_reason: str | None = None
    proposal: int | None = Field(default=None, sa_type=BigInteger, foreign_key="registry.proposals.number")


class RevisionRow(Row, table=True):
    """All that was known of an entity from `known_at` on, until the next revision.

    Attributes:
        revision: the number of the change.
        agency: whose it is, where it belongs to one.
        search: names and code as they are compared in a search.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        one_of("kind", *KINDS),
        Index("revisions_newest_idx", "kind", "code", text("revision desc")),
        Index("revisions_change_idx", "revision", "kind", "code"),
        Index("revisions_agency_idx", "agency", "kind", "code", "revision"),
        Index("revisions_known_at_idx", "kind", "known_at"),
        Index("revisions_public_key_idx", text("(content ->> 'public_key')"), postgresql_where=text("kind = 'key'")),
    )

    kind: str = Field(primary_key=True)
    code: str = Field(primary_key=True, sa_type=CODE)
    revision: int = Field(
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="registry.changes.number",
        sa_column_kwargs={"autoincrement": False},
    )
    known_at: datetime = Field(sa_type=INSTANT)
    agency: str | None = Field(default=None, sa_type=CODE)
    content: dict[str, Any] = Field(sa_type=JSONB)
    search: str = ""


class BindingRow(Row, table=True):
    """When a duty binds an agency, as it was known from `known_at` on; `bound` is a list of spans."""

    __tablename__ = "bindings"
    __table_args__ = (Index("bindings_duty_idx", "duty", "agency", "revision"),)

    agency: str = Field(primary_key=True, sa_type=CODE)
    duty: str = Field(primary_key=True, sa_type=CODE)
    revision: int = Field(
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="registry.changes.number",
        sa_column_kwargs={"autoincrement": False},
    )
    known_at: datetime = Field(sa_type=INSTANT)
    bound: str
    """JSON, byte for byte as the duty's fact has it."""


class ContactRow(Row, table=True):
    """A person or mailbox of one agency or one oversight body; `id` is random and says nothing of them.

    Erasing blanks name and address in every revision, the only thing that is ever taken out of the book.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        one_of("language", "fa", "en"),
        one_of("job", "head", "technical"),
        CheckConstraint("num_nonnulls(agency, role) = 1", name="holder"),
        CheckConstraint("num_nonnulls(name, email) in (0, 2)", name="person"),
        Index("contacts_newest_idx", "id", text("revision desc")),
        Index("contacts_agency_idx", "agency"),
        Index("contacts_role_idx", "role"),
    )

    id: str = Field(primary_key=True, sa_type=CODE)
    revision: int = Field(
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="registry.changes.number",
        sa_column_kwargs={"autoincrement": False},
    )
    known_at: datetime = Field(sa_type=INSTANT)
    agency: str | None = Field(default=None, sa_type=CODE)
    role: str | None = None
    job: str
    language: str
    name: str | None = None
    email: str | None = None
    erased: bool = False
