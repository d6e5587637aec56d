"""Certifications are in the book."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KINDS = ("group", "agency", "service", "mandate", "exemption", "key", "oversight_body", "referral")


def upgrade() -> None:
    _allow(*_KINDS, "certification")


def downgrade() -> None:
    """Refused by the database where there are certifications already: the book is only added to."""
    _allow(*_KINDS)


def _allow(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    name = op.f("revisions_kind_check")
    op.drop_constraint(name, "revisions", schema="registry", type_="check")
    op.create_check_constraint(name, "revisions", f"kind in ({listed})", schema="registry")
