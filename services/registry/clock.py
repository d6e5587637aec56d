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
        """The instant of a change that commits now, never before `floor`."""


class SystemClock:
    """UTC to the microsecond; a clock set back, or another host's, never takes time back with it."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now

    def stamp(self, floor: Floor) -> datetime:
        now = self._now()
        return now if floor is None else max(now, floor)


class SimulatedClock:
    """Stands where the last move left it, and that is what the floor says."""

    def stamp(self, floor: Floor) -> datetime:
        if floor is None:
            raise ClockNotSet("Move the clock before anything else: POST /v1/clock.")
        return floor
