"""An unknown key may have been enrolled a moment ago: reading the registry again, but not as often as anybody likes."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from services.connector.problems import not_now

INTERVAL = 1.0
"""Seconds from the beginning of one reading to that of the next, at least."""
MOST_WAITING = 500


class Rereading:
    """Brings the keys up to the present end of the registry topic; all who wait share one reading begun after that.

    Args:
        reread: reads up to the end, or raises TimeoutError.
        interval: seconds between the beginnings of two readings.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        reread: Callable[[], Awaitable[None]],
        interval: float = INTERVAL,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._reread, self._interval, self._clock, self._sleep = reread, interval, clock, sleep
        self._one_at_a_time = asyncio.Lock()
        self._begun = self._done = 0
        self._last = float("-inf")
        self._waiting = 0

    async def now(self) -> None:
        """Wait for a reading that begins after this call.

        Raises:
            Refused: 503, the end was not reached, or too many wait for it.
        """
        if self._waiting >= MOST_WAITING:
            raise not_now("Too many wait for the registry.", "busy")
        self._waiting += 1
        try:
            await self._share(self._begun)
        finally:
            self._waiting -= 1

    async def _share(self, came: int) -> None:
        async with self._one_at_a_time:
            if self._done > came:
                return
            pause = self._last + self._interval - self._clock()
            if pause > 0:
                await self._sleep(pause)
            self._begun += 1
            begun, self._last = self._begun, self._clock()
            try:
                await self._reread()
            except TimeoutError as error:
                raise not_now("The registry's changes are not known up to now.", "keys_stale", 5) from error
            self._done = begun
