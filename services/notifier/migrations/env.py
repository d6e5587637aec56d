"""Alembic's entry."""

from services.notifier.models import metadata
from services.plumbing.database import run_migrations

run_migrations(metadata)
