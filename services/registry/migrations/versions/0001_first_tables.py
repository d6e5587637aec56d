"""The registry's first tables, and the one row of the clock."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instant", sa.DateTime(timezone=True), nullable=True),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("clock_single_check")),
        sa.PrimaryKeyConstraint("id", name="clock_pkey"),
        schema="registry",
    )
    op.execute("insert into registry.clock (id, epoch) values (1, 0)")
    op.create_table(
        "groups",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_fa", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="groups_pkey"),
        schema="registry",
    )
    op.create_table(
        "mandates",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_fa", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("silent_after_days", sa.Integer(), nullable=False),
        sa.Column("at_risk_days", sa.Integer(), nullable=False),
        sa.Column("grace_open_hours", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="mandates_pkey"),
        schema="registry",
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="outbox_pkey"),
        schema="registry",
    )
    op.create_index(
        "outbox_unpublished_idx",
        "outbox",
        ["id"],
        unique=False,
        schema="registry",
        postgresql_where=sa.text("published_at is null"),
    )
    op.create_table(
        "oversight_bodies",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name_fa", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role in ('oversight_committee', 'inspection_organisation', 'article_90_commission')",
            name=op.f("oversight_bodies_role_check"),
        ),
        sa.PrimaryKeyConstraint("role", name="oversight_bodies_pkey"),
        schema="registry",
    )
    op.create_table(
        "agencies",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_fa", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('core', 'affiliated')", name=op.f("agencies_kind_check")),
        sa.CheckConstraint("parent <> code", name=op.f("agencies_parent_check")),
        sa.ForeignKeyConstraint(["group"], ["registry.groups.code"], name="agencies_group_fkey"),
        sa.ForeignKeyConstraint(["parent"], ["registry.agencies.code"], name="agencies_parent_fkey"),
        sa.PrimaryKeyConstraint("code", name="agencies_pkey"),
        schema="registry",
    )
    op.create_index("agencies_group_idx", "agencies", ["group"], unique=False, schema="registry")
    op.create_table(
        "deadlines",
        sa.Column("mandate", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("instrument_number", sa.String(), nullable=False),
        sa.Column("instrument_date", sa.Date(), nullable=False),
        sa.Column("instrument_issuer", sa.String(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["mandate"], ["registry.mandates.code"], name="deadlines_mandate_fkey"),
        sa.PrimaryKeyConstraint("mandate", "revision", name="deadlines_pkey"),
        schema="registry",
    )
    op.create_table(
        "duties",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("mandate", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_fa", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("binds_kinds", postgresql.ARRAY(sa.String()), nullable=False),
        sa.CheckConstraint(
            "(kind = 'connect' and num_nonnulls(grade) = 1 and grade in ('claimed', 'proven', 'full')"
            " and num_nonnulls(share_percent, level) = 0)"
            " or (kind = 'digitize' and num_nonnulls(grade) = 0 and num_nonnulls(share_percent, level) = 2"
            " and share_percent between 1 and 100 and level in ('information_only', 'partly_online', 'fully_online'))",
            name=op.f("duties_obligation_check"),
        ),
        sa.CheckConstraint(
            "binds_kinds <@ array['core', 'affiliated']::varchar[]", name=op.f("duties_binds_kinds_check")
        ),
        sa.ForeignKeyConstraint(["mandate"], ["registry.mandates.code"], name="duties_mandate_fkey"),
        sa.PrimaryKeyConstraint("code", name="duties_pkey"),
        schema="registry",
    )
    op.create_index("duties_mandate_idx", "duties", ["mandate"], unique=False, schema="registry")
    op.create_table(
        "bindings",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("bound_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["registry.agencies.code"], name="bindings_agency_fkey"),
        sa.ForeignKeyConstraint(["duty"], ["registry.duties.code"], name="bindings_duty_fkey"),
        sa.PrimaryKeyConstraint("agency", "duty", name="bindings_pkey"),
        schema="registry",
    )
    op.create_index("bindings_duty_idx", "bindings", ["duty"], unique=False, schema="registry")
    op.create_table(
        "contacts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("language in ('fa', 'en')", name=op.f("contacts_language_check")),
        sa.CheckConstraint("num_nonnulls(agency, role) = 1", name=op.f("contacts_holder_check")),
        sa.ForeignKeyConstraint(["agency"], ["registry.agencies.code"], name="contacts_agency_fkey"),
        sa.ForeignKeyConstraint(["role"], ["registry.oversight_bodies.role"], name="contacts_role_fkey"),
        sa.PrimaryKeyConstraint("id", name="contacts_pkey"),
        sa.UniqueConstraint("role", name="contacts_role_key"),
        schema="registry",
    )
    op.create_index("contacts_agency_idx", "contacts", ["agency"], unique=False, schema="registry")
    op.create_table(
        "exemptions",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("mandate", sa.String(), nullable=False),
        sa.Column("exempt_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exempt_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("basis_fa", sa.String(), nullable=False),
        sa.Column("basis_en", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("exempt_until > exempt_from", name=op.f("exemptions_span_check")),
        sa.ForeignKeyConstraint(["agency"], ["registry.agencies.code"], name="exemptions_agency_fkey"),
        sa.ForeignKeyConstraint(["mandate"], ["registry.mandates.code"], name="exemptions_mandate_fkey"),
        sa.PrimaryKeyConstraint("agency", "code", name="exemptions_pkey"),
        schema="registry",
    )
    op.create_table(
        "keys",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["registry.agencies.code"], name="keys_agency_fkey"),
        sa.PrimaryKeyConstraint("key_id", name="keys_pkey"),
        sa.UniqueConstraint("public_key", name="keys_public_key_key"),
        schema="registry",
    )
    op.create_index("keys_agency_idx", "keys", ["agency"], unique=False, schema="registry")
    op.create_table(
        "services",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_fa", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("high_use", sa.Boolean(), nullable=False),
        sa.Column("listed_from", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["registry.agencies.code"], name="services_agency_fkey"),
        sa.PrimaryKeyConstraint("agency", "code", name="services_pkey"),
        schema="registry",
    )


def downgrade() -> None:
    op.drop_table("services", schema="registry")
    op.drop_index("keys_agency_idx", table_name="keys", schema="registry")
    op.drop_table("keys", schema="registry")
    op.drop_table("exemptions", schema="registry")
    op.drop_index("contacts_agency_idx", table_name="contacts", schema="registry")
    op.drop_table("contacts", schema="registry")
    op.drop_index("bindings_duty_idx", table_name="bindings", schema="registry")
    op.drop_table("bindings", schema="registry")
    op.drop_index("duties_mandate_idx", table_name="duties", schema="registry")
    op.drop_table("duties", schema="registry")
    op.drop_table("deadlines", schema="registry")
    op.drop_index("agencies_group_idx", table_name="agencies", schema="registry")
    op.drop_table("agencies", schema="registry")
    op.drop_table("oversight_bodies", schema="registry")
    op.drop_index(
        "outbox_unpublished_idx",
        table_name="outbox",
        schema="registry",
        postgresql_where=sa.text("published_at is null"),
    )
    op.drop_table("outbox", schema="registry")
    op.drop_table("mandates", schema="registry")
    op.drop_table("groups", schema="registry")
    op.drop_table("clock", schema="registry")
