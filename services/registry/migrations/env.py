"""What Alembic runs; the connection and the schema come from `services.plumbing.database.migrate`."""

from services.plumbing.database import run_migrations
from services.registry.models import METADATA

run_migrations(METADATA)
