"""A migrated database with the recorder's engine on it."""

from tests.integration.scoreboard.conftest import engine, migrated

__all__ = ["engine", "migrated"]
