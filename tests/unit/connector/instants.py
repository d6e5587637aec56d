"""A real instant, a domain instant, and spans."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
DOMAIN = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)
