"""Facts, progress and the delivery ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = "notifier"
_instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _partitions()
    _facts()
    _notices()


def downgrade() -> None:
    for table in ("notices", "facts", "partitions"):
        op.drop_table(table, schema=SCHEMA)


def _partitions() -> None:
    op.create_table(
        "partitions",
        sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.Integer, nullable=False, server_default="0"),
        sa.Column("registry_time", _instant),
        sa.Column("acted_through", _instant),
        sa.Column("waiting", sa.ARRAY(_instant), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("registry_offset", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("verdicts_offset", sa.BigInteger, nullable=False, server_default="0"),
        schema=SCHEMA,
        comment="How far each partition was read and acted on; written together with what was read.",
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("entity", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("known_at", _instant, primary_key=True),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("ticked_before", _instant),
        schema=SCHEMA,
        comment="What letters rest on, as events; a repeat has the same primary key.",
    )
    op.create_index("facts_by_partition", "facts", ["partition"], schema=SCHEMA)


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("ordinal", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("duty", sa.Text, nullable=False),
        sa.Column("deadline_revision", sa.Integer, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("at", _instant, nullable=False),
        sa.Column("due_at", _instant, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("contacts", sa.ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("mime", sa.LargeBinary),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("answer", sa.Text),
        sa.Column("announced", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("planned_at", _instant, nullable=False, server_default=sa.func.now()),
        sa.Column("settled_at", _instant),
        sa.UniqueConstraint("agency", "duty", "deadline_revision", "step", "recipient", name="notices_key"),
        sa.CheckConstraint(
            "state in ('planned', 'sending', 'accepted', 'refused', 'unknown', 'suppressed', 'superseded')",
            name="notices_state",
        ),
        schema=SCHEMA,
        comment="The delivery ledger: one row for each letter that was ever due.",
    )
    op.create_index("notices_by_partition", "notices", ["partition"], schema=SCHEMA)
    op.create_index(
        "notices_unfinished",
        "notices",
        ["partition"],
        schema=SCHEMA,
        postgresql_where=sa.text(
            "state in ('planned', 'sending', 'unknown') or (state = 'accepted' and not announced)"
        ),
    )
