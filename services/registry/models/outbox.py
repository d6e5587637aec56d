"""The outbox, written with every change, and the clock it is stamped by."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlmodel import Field

from services.registry.models.row import INSTANT, Row


class OutboxRow(Row, table=True):
    """A record for Kafka, byte for byte, in the order in which changes were committed.

    Attributes:
        topic: the contract's name of the topic, without a stack's prefix.
        key: key of the record; None means a tick, which goes to every partition.
        recorded_at: real time of writing, to tell the age of what waits.
        published_at: real time at which the relay had the broker's acknowledgement. Rows are kept.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_unpublished_idx", "id", postgresql_where=text("published_at is null")),)

    id: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"server_default": Identity(always=True)}
    )
    topic: str
    key: str | None = None
    value: bytes
    known_at: datetime = Field(sa_type=INSTANT)
    recorded_at: datetime | None = Field(
        default=None, nullable=False, sa_type=INSTANT, sa_column_kwargs={"server_default": text("now()")}
    )
    published_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Clock(Row, table=True):
    """One row: the highest instant stamped or promised so far, and how often a relay has started.

    Under the system clock it is a floor; under the simulated clock it *is* the clock, unset until the first move.
    """

    __tablename__ = "clock"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    instant: datetime | None = Field(default=None, sa_type=INSTANT)
    epoch: int = Field(default=0, sa_type=BigInteger)
