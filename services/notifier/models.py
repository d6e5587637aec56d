"""The tables of the PostgreSQL schema `notifier`, which no other service reads."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

SCHEMA = "notifier"
STATES = ("planned", "sending", "accepted", "refused", "unknown", "suppressed", "superseded")

metadata = MetaData(schema=SCHEMA)
_instant = DateTime(timezone=True)

partitions = Table(
    "partitions",
    metadata,
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("registry_time", _instant),
    Column("acted_through", _instant),
    Column("waiting", ARRAY(_instant), nullable=False, server_default=text("'{}'")),
    Column("registry_offset", BigInteger, nullable=False, server_default="0"),
    Column("verdicts_offset", BigInteger, nullable=False, server_default="0"),
    comment="How far each partition was read and acted on; written together with what was read.",
)

facts = Table(
    "facts",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("known_at", _instant, primary_key=True),
    Column("partition", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("ticked_before", _instant),
    Index("facts_by_partition", "partition"),
    comment="What letters rest on, as events; a repeat has the same primary key.",
)

notices = Table(
    "notices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ordinal", BigInteger, Identity(always=True), nullable=False),
    Column("partition", Integer, nullable=False),
    Column("agency", Text, nullable=False),
    Column("duty", Text, nullable=False),
    Column("deadline_revision", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("at", _instant, nullable=False),
    Column("due_at", _instant, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("contacts", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("mime", LargeBinary),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("answer", Text),
    Column("announced", Boolean, nullable=False, server_default=text("false")),
    Column("planned_at", _instant, nullable=False, server_default=func.now()),
    Column("settled_at", _instant),
    UniqueConstraint("agency", "duty", "deadline_revision", "step", "recipient", name="notices_key"),
    CheckConstraint(f"state in {STATES}", name="notices_state"),
    Index("notices_by_partition", "partition"),
    Index(
        "notices_unfinished",
        "partition",
        postgresql_where=text("state in ('planned', 'sending', 'unknown') or (state = 'accepted' and not announced)"),
    ),
    comment="The delivery ledger: one row for each letter that was ever due.",
)
