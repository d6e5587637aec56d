"""Whether an instant is still worth a letter."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Freshness:
    """By the real clock an instant older than `limit` is stale: what is due now is decided at a fresh one instead.

    Under a simulated clock (`limit` None) every instant is fresh.
    """

    def __init__(self, limit: timedelta | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._limit, self._now = limit, now

    def horizon(self) -> datetime | None:
        """Instants before this one are stale; None when none is."""
        return None if self._limit is None else self._now() - self._limit

    def is_fresh(self, at: datetime) -> bool:
        horizon = self.horizon()
        return horizon is None or at >= horizon
