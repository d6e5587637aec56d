"""The outbox, written with every change, how far it has been carried, and the clock it is stamped by."""

from datetime import datetime

from mohlat_contracts import topics
from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.registry.models.row import CODE, INSTANT, Row


class Form(Row, table=True):
    """A record that many agencies get, with holes for what differs between them.

    Attributes:
        duties: codes of the duties it assigns, in the order of the fillings.
        body: the record, a control character in place of each hole; JSON text holds none.
    """

    __tablename__ = "forms"

    id: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"server_default": Identity(always=True)}
    )
    duties: list[str] = Field(sa_type=ARRAY(Text))
    body: bytes


class OutboxRow(Row, table=True):
    """A record for Kafka, in the order in which changes were committed: its bytes, or a form and what fills it.

    Rows are only added. Erasing a contact takes the bytes out of its rows, which makes them tombstones.

    Attributes:
        topic: the contract's name of the topic, without a stack's prefix.
        key: key of the record; None means a tick, which goes to every partition.
        value: the record, byte for byte; None with a form, and in a tombstone.
        form: id of a form. Not declared a foreign key: looking it up for each of 100,000 rows would take as long as
            writing them, and forms are written in the same transaction and never deleted.
        fillings: for each duty of the form when it binds this agency, as JSON.
        recorded_at: real time of writing, to tell the age of what waits.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("num_nonnulls(value, form) <= 1", name="record"),
        CheckConstraint("num_nonnulls(form, fillings) in (0, 2)", name="fillings"),
        CheckConstraint(f"num_nonnulls(value, form) = 1 or topic = '{topics.CONTACTS.name}'", name="tombstone"),
        CheckConstraint("key is not null or value is not null", name="tick"),
        Index("outbox_contacts_idx", "key", postgresql_where=text(f"topic = '{topics.CONTACTS.name}'")),
    )

    id: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger,
        sa_column_kwargs={"server_default": Identity(always=True)},
    )
    topic: str
    key: str | None = Field(default=None, sa_type=CODE)
    value: bytes | None = None
    form: int | None = Field(default=None, sa_type=BigInteger)
    fillings: list[str] | None = Field(default=None, sa_type=ARRAY(Text))
    known_at: datetime = Field(sa_type=INSTANT)
    recorded_at: datetime | None = Field(
        default=None, nullable=False, sa_type=INSTANT, sa_column_kwargs={"server_default": text("now()")}
    )


class RelayPlace(Row, table=True):
    """One row: how far the outbox has been carried.

    Attributes:
        published_through: the broker has acknowledged every row of the outbox up to this id, in this round.
        round: how often everything has been started anew.
        repeats_through: up to this id the rows have been published in an earlier round already.
        epoch: how often a relay has started. Beside the clock it could not be raised while a change holds that row.
    """

    __tablename__ = "relay"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    published_through: int = Field(default=0, sa_type=BigInteger)
    round: int = Field(default=0, sa_type=BigInteger)
    repeats_through: int = Field(default=0, sa_type=BigInteger)
    epoch: int = Field(default=0, sa_type=BigInteger)


class Clock(Row, table=True):
    """One row: the highest instant stamped or promised so far, and how many changes there are.

    Under the system clock the instant is a floor; under the simulated clock it *is* the clock, unset until the first
    move.
    """

    __tablename__ = "clock"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    instant: datetime | None = Field(default=None, sa_type=INSTANT)
    changes: int = Field(default=0, sa_type=BigInteger)
