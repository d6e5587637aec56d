"""A real PostgreSQL from a pip wheel."""

from deploy.local.postgres.server import Postgres

__all__ = ["Postgres"]
