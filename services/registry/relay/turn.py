"""One relay at a time: whose turn it is, by a lock that a PostgreSQL session holds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.registry.outbox import CHANNEL

TRY_LOCK = text("select pg_try_advisory_lock(hashtext('mohlat.registry.relay'))")
RETRY = 0.5
"""Seconds between two tries of a relay that waits for its turn."""


@asynccontextmanager
async def turn(engine: AsyncEngine, wake: asyncio.Event) -> AsyncIterator[AsyncConnection]:
    """Wait for the turn and hold it as long as the connection lives.

    The connection commits each statement by itself. `wake` is set at every commit to the outbox, and when the
    connection dies. A relay that has lost its turn without noticing can only repeat what it read before, byte for
    byte; that is harmless, so no more fencing is needed.
    """
    async with engine.connect() as connection:
        try:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            while not await connection.scalar(TRY_LOCK):  # noqa: ASYNC110 - another process's lock sets no event
                await asyncio.sleep(RETRY)
            await _listen(connection, wake)
            yield connection
        finally:
            # Back in the pool it would keep the lock.
            await connection.invalidate()


async def _listen(connection: AsyncConnection, wake: asyncio.Event) -> None:
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None  # noqa: S101 - a connection in use has one
    await driver.add_listener(CHANNEL, lambda *_: wake.set())
    driver.add_termination_listener(lambda *_: wake.set())
    # Only the marks of what is published are written here; one that is lost repeats a record, which is harmless.
    await connection.execute(text("set synchronous_commit = off"))
