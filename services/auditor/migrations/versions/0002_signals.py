"""What the auditor has seen and wants looked at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA = "auditor"


def upgrade() -> None:
    op.create_table(
        "signals",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("signal", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        schema=SCHEMA,
    )
    op.create_index("signals_by_time", "signals", ["known_at", "id"], schema=SCHEMA)
    op.create_index("signals_by_agency", "signals", ["agency", "known_at", "id"], schema=SCHEMA)


def downgrade() -> None:
    op.drop_table("signals", schema=SCHEMA)
