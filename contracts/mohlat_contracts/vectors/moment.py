"""The one moment at which all vectors are sent."""

from datetime import UTC, datetime, timedelta

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""Real clock and domain clock of the connector."""


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)
