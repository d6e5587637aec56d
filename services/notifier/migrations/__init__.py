"""Alembic migrations of the schema `notifier`."""
