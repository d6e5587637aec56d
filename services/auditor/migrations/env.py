"""Alembic's entry: the auditor's schema."""

from services.auditor.recorder.tables import AuditorTable
from services.plumbing.database import run_migrations

run_migrations(AuditorTable.metadata)
