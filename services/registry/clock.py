"""The domain clock, by which every change is stamped."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from services.registry.problems import ClockNotSet

Floor = datetime | None
"""The earliest instant that may still be stamped: no earlier change, and no tick, lies after it."""

RESOLUTION = timedelta(microseconds=1)


class DomainClock(Protocol):
    def stamp(self, floor: Floor) -> datetime:
        """The instant of a change that commits now, never before `floor`; by the system clock after it."""


class SystemClock:
    """UTC to the microsecond, each stamp later than the one before, whatever becomes of the machine's clock."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now

    def stamp(self, floor: Floor) -> datetime:
        now = self._now()
        return now if floor is None else max(now, floor + RESOLUTION)


class SimulatedClock:
    """Stands where the last move left it, and that is what the floor says."""

    def stamp(self, floor: Floor) -> datetime:
        if floor is None:
            raise ClockNotSet
        return floor
