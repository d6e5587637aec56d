"""The history of verdicts and what is needed to read it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = "auditor"
TABLES = ("verdicts", "agencies", "duties", "exemptions", "notices", "partition_times")


def upgrade() -> None:
    _verdicts()
    _agencies()
    _duties()
    _exemptions()
    _notices()
    _partition_times()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table, schema=SCHEMA)


def _text(name: str, nullable: bool = False, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable, primary_key=primary_key)


def _number(name: str, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, primary_key=primary_key, autoincrement=False)


def _instant(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, JSONB(), nullable=False)


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        _text("id", primary_key=True),
        *(_text(name) for name in ("agency", "duty", "mandate", "status", "reason")),
        _text("grade", nullable=True),
        _instant("effective_at"),
        _instant("known_at"),
        _instant("first_met_at", nullable=True),
        _number("deadline_revision"),
        _json("timeliness"),
        _json("facts"),
        _text("rules"),
        _number("partition"),
        schema=SCHEMA,
    )
    op.create_index("verdicts_by_case", "verdicts", ["agency", "duty", "known_at", "effective_at", "id"], schema=SCHEMA)


def _agencies() -> None:
    op.create_table(
        "agencies",
        _text("code", primary_key=True),
        _number("revision"),
        *(_text(name) for name in ("name_fa", "name_en", "group_code", "group_name_fa", "group_name_en", "kind")),
        _text("parent", nullable=True),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        _number("partition"),
        schema=SCHEMA,
    )


def _duties() -> None:
    op.create_table(
        "duties",
        _text("agency", primary_key=True),
        _text("duty", primary_key=True),
        _number("revision"),
        *(_text(name) for name in ("mandate", "name_fa", "name_en")),
        *(_json(name) for name in ("obligation", "limits", "bound", "deadlines")),
        _number("partition"),
        schema=SCHEMA,
    )


def _exemptions() -> None:
    op.create_table(
        "exemptions",
        _text("agency", primary_key=True),
        _text("exemption", primary_key=True),
        _number("revision"),
        _text("mandate"),
        _json("spans"),
        *(_text(name) for name in ("basis_fa", "basis_en")),
        _number("partition"),
        schema=SCHEMA,
    )


def _notices() -> None:
    op.create_table(
        "notices",
        *(_text(name, primary_key=True) for name in ("agency", "duty")),
        _number("deadline_revision", primary_key=True),
        *(_text(name, primary_key=True) for name in ("step", "recipient")),
        _instant("at"),
        _text("message_id"),
        _number("partition"),
        schema=SCHEMA,
    )


def _partition_times() -> None:
    op.create_table(
        "partition_times",
        _text("topic", primary_key=True),
        _number("partition", primary_key=True),
        _instant("time"),
        schema=SCHEMA,
    )
