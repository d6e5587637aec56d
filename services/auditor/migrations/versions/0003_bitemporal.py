"""Everything by every revision with the time it became known, periods to answer figures from, and frozen figures.

Verdicts, signals and letters stay. What the registry says was kept by its newest revision alone, without the time it
became known, so it is read from its topic again: the recorder follows its topics under a new name since then and begins
at their beginning. Until it has come as far as before, no instant counts as judged.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SCHEMA = "auditor"
KEYS = {
    "agencies": ("code",),
    "duties": ("agency", "duty"),
    "exemptions": ("agency", "exemption"),
    "certificates": ("agency", "service"),
    "referrals": ("agency", "referral"),
}
EARLIER = {
    "agencies": "code varchar primary key, revision integer not null, name_fa varchar not null,"
    " name_en varchar not null, group_code varchar not null, group_name_fa varchar not null,"
    " group_name_en varchar not null, kind varchar not null, parent varchar, synthetic boolean not null,"
    " partition integer not null",
    "duties": "agency varchar, duty varchar, revision integer not null, mandate varchar not null,"
    " name_fa varchar not null, name_en varchar not null, obligation jsonb not null, limits jsonb not null,"
    " bound jsonb not null, deadlines jsonb not null, partition integer not null, primary key (agency, duty)",
    "exemptions": "agency varchar, exemption varchar, revision integer not null, mandate varchar not null,"
    " spans jsonb not null, basis_fa varchar not null, basis_en varchar not null, partition integer not null,"
    " primary key (agency, exemption)",
}
NEW = ("certificates", "referrals", "places", "sayings", "standings", "frozen_figures")


def upgrade() -> None:
    for table in ("exemptions", "duties", "agencies"):
        op.drop_table(table, schema=SCHEMA)
    op.execute("delete from auditor.partition_times")
    for table, key in KEYS.items():
        _revisions(table, key, ("mandate",) if table == "duties" else ())
    sandbox = sa.text("content ->> 'kind' = 'sandbox'")
    op.create_index("agencies_sandboxes", "agencies", ["code"], postgresql_where=sandbox, schema=SCHEMA)
    _verdicts_and_signals()
    _standings()
    _frozen_figures()


def downgrade() -> None:
    for table in reversed(NEW):
        op.drop_table(table, schema=SCHEMA)
    for column in ("milestones", "shares", "supersedes"):
        op.drop_column("verdicts", column, schema=SCHEMA)
    op.execute("delete from auditor.signals where event_id is null")
    op.alter_column("signals", "event_id", nullable=False, schema=SCHEMA)
    op.drop_column("signals", "duty", schema=SCHEMA)
    for table, columns in EARLIER.items():
        op.drop_table(table, schema=SCHEMA)
        op.execute(f"create table {SCHEMA}.{table} ({columns})")
    op.execute("delete from auditor.partition_times")


def _text(name: str, nullable: bool = False, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable, primary_key=primary_key)


def _instant(name: str, nullable: bool = False, primary_key: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, primary_key=primary_key)


def _revisions(table: str, key: tuple[str, ...], more: tuple[str, ...]) -> None:
    op.create_table(
        table,
        *(_text(name, primary_key=True) for name in key),
        sa.Column("revision", sa.Integer(), primary_key=True, autoincrement=False),
        *(_text(name) for name in more),
        _instant("known_at"),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        schema=SCHEMA,
    )


def _verdicts_and_signals() -> None:
    for name in ("milestones", "shares"):
        op.add_column("verdicts", sa.Column(name, JSONB(), nullable=False, server_default="[]"), schema=SCHEMA)
    op.add_column("verdicts", _text("supersedes", nullable=True), schema=SCHEMA)
    op.alter_column("signals", "event_id", nullable=True, schema=SCHEMA)
    op.add_column("signals", _text("duty", nullable=True), schema=SCHEMA)


def _standings() -> None:
    op.create_table(
        "places",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        *(_text(name) for name in ("kind", "group_code")),
        *(_text(name, nullable=True) for name in ("parent", "province")),
        schema=SCHEMA,
    )
    op.create_table(
        "sayings",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        _text("content"),
        schema=SCHEMA,
    )
    op.create_table(
        "standings",
        *(_text(name, primary_key=True) for name in ("agency", "duty")),
        *(_instant(name, primary_key=True) for name in ("known_from", "true_from")),
        *(_instant(name) for name in ("known_until", "true_until")),
        *(_instant(name, nullable=True) for name in ("known_fork", "true_fork")),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.BigInteger()),
        schema=SCHEMA,
    )
    carried = {
        "known": ["true_from", "place", "said", "agency"],
        "true": ["known_from", "known_until", "place", "said", "agency"],
    }
    for axis, columns in carried.items():
        for side in ("from", "until"):
            op.create_index(
                f"standings_{axis}_{side}",
                "standings",
                ["duty", f"{axis}_fork", f"{axis}_{side}"],
                postgresql_include=columns,
                postgresql_where=sa.text(f"{axis}_fork is not null"),
                schema=SCHEMA,
            )
    # Figures are read from the indexes alone as long as the tables are vacuumed soon after they grow.
    op.execute(
        f"alter table {SCHEMA}.standings set (autovacuum_vacuum_insert_scale_factor = 0.02,"
        " autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)"
    )


def _frozen_figures() -> None:
    op.create_table(
        "frozen_figures",
        _text("name", primary_key=True),
        *(_text(name) for name in ("receipt", "sha256")),
        _instant("published_at"),
        *(_text(name) for name in ("published_by", "note")),
        schema=SCHEMA,
    )
