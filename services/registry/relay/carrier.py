"""The relay: carries the outbox to Kafka in the order of commits, and ticks.

Under the simulated clock ticks are rows of the outbox. Under the system clock the relay promises them itself.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

import structlog
from aiokafka.errors import KafkaError
from asyncpg import InterfaceError, PostgresError
from mohlat_contracts import encode_batch
from mohlat_contracts.topics import REGISTRY
from prometheus_client import Counter, Gauge
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.plumbing.publisher import NotPublished, Outgoing
from services.registry.changes.moves import next_epoch, promise
from services.registry.clock import DomainClock
from services.registry.events import tick
from services.registry.registrar import Registrar
from services.registry.relay import backlog
from services.registry.relay.turn import turn
from services.registry.relay.volleys import Waiting, records, volleys

AT_MOST = 500
"""Rows read at once."""
POLL = 0.5
"""Seconds after which the relay looks without having been woken."""
STEP_LIMIT = 15.0
"""Seconds that publishing what was read may take; more means that a server hangs."""
TICK_EVERY = 1.0

PUBLISHED = Counter("mohlat_registry_published_total", "Rows of the outbox acknowledged by the broker")
LAST_TICK = Gauge("mohlat_registry_last_tick_timestamp_seconds", "The last tick of the registry topic, domain time")

_log = structlog.get_logger(__name__)
_PASSING = (NotPublished, KafkaError, OSError, SQLAlchemyError, PostgresError, InterfaceError)
"""Errors of a server that is away; everything else is ours and ends the process."""


class Publishes(Protocol):
    async def publish(self, records: Iterable[Outgoing]) -> None: ...


class Relay:
    """Runs until cancelled; servers that go away are waited for.

    Args:
        open_publisher: a new publisher for each turn, since a producer that failed may not be used again.
        ticking: the clock to promise ticks by; None when ticks are rows of the outbox.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        registrar: Registrar,
        open_publisher: Callable[[], AbstractAsyncContextManager[Publishes]],
        *,
        topic_prefix: str,
        partitions: int,
        ticking: DomainClock | None,
    ) -> None:
        self._engine, self._registrar = engine, registrar
        self._open_publisher = open_publisher
        self._prefix, self._partitions = topic_prefix, partitions
        self._ticking = ticking
        self._wake = asyncio.Event()
        self._pause = 0.2

    async def run(self) -> None:
        while True:
            try:
                await self.take_turn()
            except _PASSING as error:
                _log.warning("trying again", error=repr(error), pause=self._pause)
                await asyncio.sleep(self._pause)
                self._pause = min(self._pause * 2, 3.0)

    async def take_turn(self) -> None:
        """Wait for the turn, then publish and tick until something fails."""
        async with turn(self._engine, self._wake) as connection, self._open_publisher() as publisher:
            epoch = await next_epoch(self._registrar)
            _log.info("relaying", epoch=epoch)
            loop = asyncio.get_running_loop()
            ticked_at, previous = loop.time() - TICK_EVERY, None
            while True:
                self._wake.clear()
                async with asyncio.timeout(STEP_LIMIT):
                    await self._drain(connection, publisher)
                    if self._ticking is not None and loop.time() >= ticked_at + TICK_EVERY:
                        ticked_at = loop.time()
                        previous = await self._tick(connection, publisher, self._ticking, previous, epoch)
                self._pause = 0.2
                await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(POLL):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _drain(self, connection: AsyncConnection, publisher: Publishes) -> None:
        """Publish until nothing waits."""
        while rows := await backlog.oldest(connection, AT_MOST):
            for volley in volleys(rows):
                await self._publish(publisher, volley)
            await backlog.mark(connection, rows)
            PUBLISHED.inc(len(rows))

    async def _publish(self, publisher: Publishes, volley: list[Waiting]) -> None:
        await publisher.publish([record for row in volley for record in records(row, self._prefix, self._partitions)])
        if volley[-1].key is None:
            LAST_TICK.set(volley[-1].known_at.timestamp())

    async def _tick(
        self,
        connection: AsyncConnection,
        publisher: Publishes,
        clock: DomainClock,
        previous: datetime | None,
        epoch: int,
    ) -> datetime:
        """Promise T, publish all that is stamped up to T, then tick T."""
        instant = await promise(self._registrar, clock)
        await self._drain(connection, publisher)
        value = encode_batch([tick(previous or instant, instant, epoch)])
        await self._publish(publisher, [Waiting(0, REGISTRY.name, None, value, instant)])
        return instant
