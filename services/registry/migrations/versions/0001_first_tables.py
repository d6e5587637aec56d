"""The registry's tables, and what keeps the book from being rewritten."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Nothing that was published is ever rewritten, whoever holds the database: rows are added, and that is all. The one
# exception is the erasure of a person, which takes out a name and an address and leaves everything else.
_ONLY_ADDED = ("changes", "revisions", "bindings", "forms", "documents")
_REFUSE = """
create function registry.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'registry.% is never rewritten', tg_table_name using errcode = 'restrict_violation';
end $$
"""
_ERASURE = {
    "contacts": "new.name is null and new.email is null"
    " and to_jsonb(new) - '{name,email}'::text[] = to_jsonb(old) - '{name,email}'::text[]",
    "outbox": "new.value is null and old.topic = 'mohlat.contacts.v1'"
    " and to_jsonb(new) - 'value' = to_jsonb(old) - 'value'",
}


def upgrade() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instant", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("clock_single_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("clock_pkey")),
        schema="registry",
    )
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("documents_pkey")),
        schema="registry",
    )
    op.create_table(
        "forms",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("duties", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("forms_pkey")),
        schema="registry",
    )
    op.create_table(
        "idempotency",
        sa.Column("official", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("official", "key", name=op.f("idempotency_pkey")),
        schema="registry",
    )
    op.create_index("idempotency_recorded_at_idx", "idempotency", ["recorded_at"], unique=False, schema="registry")
    op.create_table(
        "logins",
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("next", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("logins_pkey")),
        schema="registry",
    )
    op.create_index(op.f("logins_expires_at_idx"), "logins", ["expires_at"], unique=False, schema="registry")
    op.create_table(
        "proposals",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("operation", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("personal", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_by_name", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("based_on", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_by_name", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.Column("change", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "decided_by is null or state = 'withdrawn' or decided_by <> proposed_by",
            name=op.f("proposals_four_eyes_check"),
        ),
        sa.CheckConstraint(
            "state in ('proposed', 'approved', 'rejected', 'withdrawn')", name=op.f("proposals_state_check")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("proposals_pkey")),
        schema="registry",
    )
    op.create_index("proposals_state_idx", "proposals", ["state", "number"], unique=False, schema="registry")
    op.create_table(
        "relay",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_through", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("repeats_through", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("relay_single_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("relay_pkey")),
        schema="registry",
    )
    op.create_table(
        "sessions",
        sa.Column("id_sha256", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id_sha256", name=op.f("sessions_pkey")),
        schema="registry",
    )
    op.create_index(op.f("sessions_expires_at_idx"), "sessions", ["expires_at"], unique=False, schema="registry")
    op.create_table(
        "changes",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_by_name", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_by_name", sa.String(), nullable=True),
        sa.Column("approval_reason", sa.String(), nullable=True),
        sa.Column("proposal", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["proposal"], ["registry.proposals.number"], name=op.f("changes_proposal_fkey")),
        sa.PrimaryKeyConstraint("number", name=op.f("changes_pkey")),
        schema="registry",
    )
    op.create_index(op.f("changes_known_at_idx"), "changes", ["known_at"], unique=False, schema="registry")
    op.create_table(
        "enrolment_codes",
        sa.Column("code_sha256", sa.String(), nullable=False),
        sa.Column("agency", sa.String(collation="C"), nullable=False),
        sa.Column("proposal", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal"], ["registry.proposals.number"], name=op.f("enrolment_codes_proposal_fkey")
        ),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("enrolment_codes_pkey")),
        schema="registry",
    )
    op.create_index(op.f("enrolment_codes_agency_idx"), "enrolment_codes", ["agency"], unique=False, schema="registry")
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("key", sa.String(collation="C"), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("form", sa.BigInteger(), nullable=True),
        sa.Column("fillings", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(value, form) = 1 or topic = 'mohlat.contacts.v1'", name=op.f("outbox_tombstone_check")
        ),
        sa.CheckConstraint("key is not null or value is not null", name=op.f("outbox_tick_check")),
        sa.CheckConstraint("num_nonnulls(form, fillings) in (0, 2)", name=op.f("outbox_fillings_check")),
        sa.CheckConstraint("num_nonnulls(value, form) <= 1", name=op.f("outbox_record_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pkey")),
        schema="registry",
    )
    op.create_index(
        "outbox_contacts_idx",
        "outbox",
        ["key"],
        unique=False,
        schema="registry",
        postgresql_where=sa.text("topic = 'mohlat.contacts.v1'"),
    )
    op.create_table(
        "bindings",
        sa.Column("agency", sa.String(collation="C"), nullable=False),
        sa.Column("duty", sa.String(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bound", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["registry.changes.number"], name=op.f("bindings_revision_fkey")),
        sa.PrimaryKeyConstraint("agency", "duty", "revision", name=op.f("bindings_pkey")),
        schema="registry",
    )
    op.create_index("bindings_duty_idx", "bindings", ["duty", "agency", "revision"], unique=False, schema="registry")
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency", sa.String(collation="C"), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.CheckConstraint("job in ('head', 'technical')", name=op.f("contacts_job_check")),
        sa.CheckConstraint("language in ('fa', 'en')", name=op.f("contacts_language_check")),
        sa.CheckConstraint("num_nonnulls(agency, role) = 1", name=op.f("contacts_holder_check")),
        sa.CheckConstraint("num_nonnulls(name, email) in (0, 2)", name=op.f("contacts_person_check")),
        sa.ForeignKeyConstraint(["revision"], ["registry.changes.number"], name=op.f("contacts_revision_fkey")),
        sa.PrimaryKeyConstraint("id", "revision", name=op.f("contacts_pkey")),
        schema="registry",
    )
    op.create_index(
        "contacts_newest_idx", "contacts", ["id", sa.literal_column("revision desc")], unique=False, schema="registry"
    )
    op.create_index("contacts_agency_idx", "contacts", ["agency"], unique=False, schema="registry")
    op.create_index("contacts_role_idx", "contacts", ["role"], unique=False, schema="registry")
    op.create_table(
        "revisions",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency", sa.String(collation="C"), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind in ('group', 'agency', 'service', 'mandate', 'exemption', 'key', 'oversight_body')",
            name=op.f("revisions_kind_check"),
        ),
        sa.ForeignKeyConstraint(["revision"], ["registry.changes.number"], name=op.f("revisions_revision_fkey")),
        sa.PrimaryKeyConstraint("kind", "code", "revision", name=op.f("revisions_pkey")),
        schema="registry",
    )
    op.create_index(
        "revisions_newest_idx",
        "revisions",
        ["kind", "code", sa.literal_column("revision desc")],
        unique=False,
        schema="registry",
    )
    op.create_index("revisions_change_idx", "revisions", ["revision", "kind", "code"], unique=False, schema="registry")
    op.create_index(
        "revisions_agency_idx", "revisions", ["agency", "kind", "code", "revision"], unique=False, schema="registry"
    )
    op.create_index("revisions_known_at_idx", "revisions", ["kind", "known_at"], unique=False, schema="registry")
    op.create_index(
        "revisions_public_key_idx",
        "revisions",
        [sa.literal_column("(content ->> 'public_key')")],
        unique=False,
        schema="registry",
        postgresql_where=sa.text("kind = 'key'"),
    )

    op.execute("insert into registry.clock (id, changes) values (1, 0)")
    op.execute(
        "insert into registry.relay (id, published_through, round, repeats_through, epoch) values (1, 0, 0, 0, 0)"
    )
    op.execute(_REFUSE)
    for table in _ONLY_ADDED:
        _refuse("update or delete", table)
    for table, erasure in _ERASURE.items():
        _refuse("delete", table)
        _refuse("update", table, f"when (not ({erasure}))")


def _refuse(what: str, table: str, when: str = "") -> None:
    name = what.replace(" ", "_")
    each = f"before {what} on registry.{table} for each row {when}"
    op.execute(f"create trigger no_{name} {each} execute function registry.refuse()")
    if when == "":
        op.execute(f"create trigger no_truncate before truncate on registry.{table} execute function registry.refuse()")


def downgrade() -> None:
    op.drop_index(
        "revisions_public_key_idx", table_name="revisions", schema="registry", postgresql_where=sa.text("kind = 'key'")
    )
    op.drop_index("revisions_known_at_idx", table_name="revisions", schema="registry")
    op.drop_index("revisions_agency_idx", table_name="revisions", schema="registry")
    op.drop_index("revisions_change_idx", table_name="revisions", schema="registry")
    op.drop_index("revisions_newest_idx", table_name="revisions", schema="registry")
    op.drop_table("revisions", schema="registry")
    op.drop_index("contacts_role_idx", table_name="contacts", schema="registry")
    op.drop_index("contacts_agency_idx", table_name="contacts", schema="registry")
    op.drop_index("contacts_newest_idx", table_name="contacts", schema="registry")
    op.drop_table("contacts", schema="registry")
    op.drop_index("bindings_duty_idx", table_name="bindings", schema="registry")
    op.drop_table("bindings", schema="registry")
    op.drop_index(
        "outbox_contacts_idx",
        table_name="outbox",
        schema="registry",
        postgresql_where=sa.text("topic = 'mohlat.contacts.v1'"),
    )
    op.drop_table("outbox", schema="registry")
    op.drop_index(op.f("enrolment_codes_agency_idx"), table_name="enrolment_codes", schema="registry")
    op.drop_table("enrolment_codes", schema="registry")
    op.drop_index(op.f("changes_known_at_idx"), table_name="changes", schema="registry")
    op.drop_table("changes", schema="registry")
    op.drop_index(op.f("sessions_expires_at_idx"), table_name="sessions", schema="registry")
    op.drop_table("sessions", schema="registry")
    op.drop_table("relay", schema="registry")
    op.drop_index("proposals_state_idx", table_name="proposals", schema="registry")
    op.drop_table("proposals", schema="registry")
    op.drop_index(op.f("logins_expires_at_idx"), table_name="logins", schema="registry")
    op.drop_table("logins", schema="registry")
    op.drop_index("idempotency_recorded_at_idx", table_name="idempotency", schema="registry")
    op.drop_table("idempotency", schema="registry")
    op.drop_table("forms", schema="registry")
    op.drop_table("documents", schema="registry")
    op.drop_table("clock", schema="registry")
    op.execute("drop function registry.refuse")
