"""The readers behind an agency's standing. They may lag or fail: that shuts no door, the answer is 503 meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime

import structlog
from aiokafka.errors import KafkaError

from services.connector.metrics import STANDING_READY
from services.connector.standing.arrivals import Arrivals
from services.connector.standing.following import RecentFollower
from services.connector.standing.verdicts import Verdicts
from services.plumbing.follower import Follower, NotCaughtUp

AGAIN_AFTER = 5.0
"""Seconds until what failed is begun anew."""

_log = structlog.get_logger(__name__)


class Followers:
    """Reads verdicts from their beginning and evidence from some days back.

    Args:
        since: from when on evidence is read, by the broker's clock.
    """

    def __init__(self, broker: str, verdicts_topic: str, evidence_topic: str, partitions: int, since: datetime) -> None:
        self._broker, self._verdicts_topic, self._evidence_topic = broker, verdicts_topic, evidence_topic
        self._partitions, self.since = partitions, since
        self.arrivals, self.verdicts = Arrivals(), Verdicts(partitions)
        self._up: set[str] = set()

    def caught_up(self) -> bool:
        """Whether everything that was in both topics at the start has been read."""
        return self._up == {"evidence", "verdicts"}

    async def run(self) -> None:
        """Read until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._again_and_again("evidence", self._evidence))
            group.create_task(self._again_and_again("verdicts", self._read_verdicts))

    async def _again_and_again(self, what: str, read: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await read()
            except (KafkaError, NotCaughtUp, OSError, TimeoutError) as error:
                _log.warning("reading anew", what=what, reason=repr(error))
            await asyncio.sleep(AGAIN_AFTER)

    def _note(self, what: str) -> None:
        self._up.add(what)
        STANDING_READY.set(int(self.caught_up()))

    async def _evidence(self) -> None:
        follower = RecentFollower(self._broker, self._evidence_topic, self._partitions, self.since, self.arrivals.fold)
        async with AsyncExitStack() as stack:
            # What was started in part is stopped too.
            stack.push_async_exit(follower)
            await follower.__aenter__()
            await _both(follower.run(), self._once(follower.wait_caught_up(), "evidence"))

    async def _read_verdicts(self) -> None:
        follower = Follower(self._broker, self._verdicts_topic, self._partitions, self.verdicts.fold)
        async with AsyncExitStack() as stack:
            stack.push_async_exit(follower)
            await follower.__aenter__()
            await _both(follower.run(), self._once(follower.catch_up(600.0), "verdicts"))

    async def _once(self, done: Awaitable[None], what: str) -> None:
        await done
        self._note(what)


async def _both(reading: Awaitable[None], catching_up: Awaitable[None]) -> None:
    tasks = [asyncio.ensure_future(reading), asyncio.ensure_future(catching_up)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
