"""Promises of the instants to tick, made beside what is carried: a change that takes long holds up no record."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from services.registry.changes.moves import promise
from services.registry.clock import DomainClock
from services.registry.registrar import Busy, Registrar

TICK_EVERY = 1.0
LIMIT = 15.0
"""Seconds that a promise may take; more means that the server hangs."""


class Promises:
    """Gives the newest promise, once; ticks may skip any, since a later one says more."""

    def __init__(self, registrar: Registrar, clock: DomainClock, wake: asyncio.Event) -> None:
        self._registrar, self._clock, self._wake = registrar, clock, wake
        self._newest: datetime | None = None
        self._failed: BaseException | None = None

    def take(self) -> datetime | None:
        """The newest promise, unless it was taken already.

        Raises:
            OSError, SQLAlchemyError, PostgresError: the database is away; no more promises are made.
        """
        if self._failed is not None:
            raise self._failed
        taken, self._newest = self._newest, None
        return taken

    async def make(self) -> None:
        """Promise again and again. While a change holds the lock for long there is none: no tick is always safe."""
        try:
            while True:
                with suppress(Busy):
                    async with asyncio.timeout(LIMIT):
                        self._newest = await promise(self._registrar, self._clock)
                self._wake.set()
                await asyncio.sleep(TICK_EVERY)
        except Exception as error:
            self._failed = error
            self._wake.set()


class NoPromises:
    """Under the simulated clock ticks are rows of the outbox."""

    def take(self) -> None:
        return None


@asynccontextmanager
async def promises(
    registrar: Registrar, clock: DomainClock | None, wake: asyncio.Event
) -> AsyncIterator[Promises | NoPromises]:
    """Promises by the system clock; `wake` is set with each. Without a clock there are none."""
    if clock is None:
        yield NoPromises()
        return
    made = Promises(registrar, clock, wake)
    making = asyncio.create_task(made.make())
    try:
        yield made
    finally:
        making.cancel()
        await asyncio.wait([making])
