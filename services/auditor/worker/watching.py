"""Noticing that the stream has stopped although there is something to read.

After a rebalance or the loss of a broker Faust can go on living without delivering anything. Nothing is raised then;
only records wait, or partitions stay unassigned, while no sign of life comes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from time import monotonic

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

STALLED_AFTER = 30.0
"""Seconds without a sign of life; well above the 10 s after which the group forgets a dead member."""
INTERVAL = 2.0

Committed = Mapping[TopicPartition, int]

_log = structlog.get_logger(__name__)


class Stalled(RuntimeError):
    """The stream delivers nothing although it should; a new process will."""


class Watch:
    """Decides, from what is seen at each look, whether the stream has stalled. Knows no clock of its own."""

    def __init__(self, limit: float = STALLED_AFTER) -> None:
        self._limit = limit
        self._sign: Hashable = None
        self._since: float | None = None

    def look(self, now: float, sign: Hashable, waiting: bool) -> bool:
        """Whether it has stalled.

        Args:
            now: seconds of a monotonic clock.
            sign: anything that changes whenever the stream lives.
            waiting: whether there is something the stream should be doing.
        """
        if not waiting or sign != self._sign or self._since is None:
            self._sign, self._since = sign, now
            return False
        return now - self._since >= self._limit


class Lag:
    """How far the group has come, and whether records wait beyond that."""

    def __init__(self, bootstrap_servers: str, group: str) -> None:
        self._consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, group_id=group, enable_auto_commit=False)

    async def start(self) -> None:
        await self._consumer.start()

    async def stop(self) -> None:
        await self._consumer.stop()

    async def committed(self, partitions: set[TopicPartition]) -> Committed:
        """The offsets from which on the stream will deliver after a restart."""
        return {partition: await self._consumer.committed(partition) or 0 for partition in partitions}

    async def waits(self, committed: Committed) -> bool:
        """Whether one of these partitions holds a record after the committed offset."""
        if not committed:
            return False
        ends = await self._consumer.end_offsets(list(committed))
        return any(end > committed[partition] for partition, end in ends.items())


async def watch(
    lag: Lag,
    assigned: Callable[[], set[TopicPartition]],
    settled: Callable[[], bool],
    sign: Callable[[], Hashable],
    passed: Callable[[Committed], Awaitable[None]],
    stalled: Callable[[BaseException], None],
) -> None:
    """Look every two seconds until cancelled; call `stalled` when nothing has moved for too long.

    A broker that does not answer is no stall: nobody could go on then.

    Args:
        passed: is told, of each partition assigned, where the group has come to.
    """
    stream = Watch()
    await lag.start()
    try:
        while True:
            await asyncio.sleep(INTERVAL)
            committed: Committed = {}
            try:
                async with asyncio.timeout(5):
                    waiting = not settled()
                    if not waiting:
                        committed = await lag.committed(assigned())
                        waiting = await lag.waits(committed)
            except (KafkaError, TimeoutError, OSError) as error:
                _log.info("cannot ask for the lag", reason=repr(error))
                waiting, committed = False, {}
            if settled():
                await passed(committed)
            if stream.look(monotonic(), sign(), waiting):
                stalled(Stalled(f"no sign of life for {STALLED_AFTER:g} s"))
    finally:
        await lag.stop()
