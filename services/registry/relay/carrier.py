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
from services.registry.clock import DomainClock
from services.registry.events import tick
from services.registry.registrar import Registrar
from services.registry.relay import place
from services.registry.relay.batches import following
from services.registry.relay.filling import Filler
from services.registry.relay.promises import promises
from services.registry.relay.turn import turn
from services.registry.relay.volleys import Waiting, records, volleys

POLL = 0.5
"""Seconds after which the relay looks without having been woken."""
STEP_LIMIT = 15.0
"""Seconds that reading a batch or publishing a volley may take; more means that a server hangs."""
LEISURE = 0.2
"""Rest after a batch, as a share of the time it took."""

PUBLISHED = Counter("mohlat_registry_published_total", "Rows of the outbox acknowledged by the broker")
LAST_TICK = Gauge("mohlat_registry_last_tick_timestamp_seconds", "The last tick of the registry topic, domain time")

_log = structlog.get_logger(__name__)
_PASSING = (NotPublished, KafkaError, OSError, SQLAlchemyError, PostgresError, InterfaceError)
"""Errors of a server that is away; everything else is ours and ends the process."""


class Publishes(Protocol):
    async def publish(self, records: Iterable[Outgoing]) -> object: ...


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
        self._filler = Filler()
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
            epoch = await place.next_epoch(connection)
            _log.info("relaying", epoch=epoch)
            previous: datetime | None = None
            async with promises(self._registrar, self._ticking, self._wake) as promised:
                while True:
                    self._wake.clear()
                    if (instant := promised.take()) is not None:
                        previous = await self._tick(connection, publisher, instant, previous, epoch)
                    elif await self._carry(connection, publisher) is None:
                        await self._rest()
                    self._pause = 0.2

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(POLL):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _carry(self, connection: AsyncConnection, publisher: Publishes) -> int | None:
        """Publish a batch, and mark each volley.

        Returns:
            the id up to which all is published now; 0 when a mark did not count, so that the place must be read
            again; None when nothing waited.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(STEP_LIMIT):
            batch = await following(connection, self._filler)
        if batch is None:
            return None
        for volley in volleys(batch.rows):
            async with asyncio.timeout(STEP_LIMIT):
                await self._publish(publisher, volley)
                if not await place.mark(connection, batch.round, volley[-1].id):
                    return 0
            PUBLISHED.inc(len(volley))
        # The API shares the machine: leave it a part of the time.
        await asyncio.sleep((loop.time() - began) * LEISURE)
        return batch.rows[-1].id

    async def _publish(self, publisher: Publishes, volley: list[Waiting]) -> None:
        await publisher.publish([record for row in volley for record in records(row, self._prefix, self._partitions)])
        if volley[-1].key is None:
            LAST_TICK.set(volley[-1].known_at.timestamp())

    async def _tick(
        self,
        connection: AsyncConnection,
        publisher: Publishes,
        instant: datetime,
        previous: datetime | None,
        epoch: int,
    ) -> datetime:
        """T has been promised: publish all that is stamped up to T, then tick T.

        What is committed after the promise is stamped later, so it need not be waited for however much it is. When
        everything is started anew meanwhile, the tick comes after the repeats.
        """
        async with asyncio.timeout(STEP_LIMIT):
            last = await place.last(connection)
        while (through := await self._carry(connection, publisher)) is not None and through < last:
            pass
        value = encode_batch([tick(previous or instant, instant, epoch)])
        async with asyncio.timeout(STEP_LIMIT):
            await self._publish(publisher, [Waiting(0, REGISTRY.name, None, value, instant)])
        return instant
