"""A follower: reads a whole topic from its beginning, without a group, to hold what it says."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from mohlat_contracts.topics import MAX_RECORD_BYTES

from services.plumbing.dead_letters import bury
from services.plumbing.publisher import Publisher
from services.plumbing.records import Record, Unreadable, read_record

Fold = Callable[[Record], None]
"""Takes a record into memory; the same record may come again."""

_log = structlog.get_logger(__name__)


class NotCaughtUp(TimeoutError):
    """The end of the topic was not reached within the limit."""


class Follower:
    """Follows every partition of a topic from the beginning and folds each record.

    An unreadable record is skipped; with a `publisher` it is also put among the dead letters, so give one to a
    single reader of the topic only, else each would bury it anew at every start.
    """

    def __init__(
        self, bootstrap_servers: str, topic: str, partitions: int, fold: Fold, publisher: Publisher | None = None
    ) -> None:
        self._fold = fold
        self._publisher = publisher
        self._partitions = [TopicPartition(topic, number) for number in range(partitions)]
        self._next = dict.fromkeys(self._partitions, 0)
        self._moved = asyncio.Condition()
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap_servers,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=MAX_RECORD_BYTES,
            metadata_max_age_ms=10_000,
        )
        # Asked over the connection that fetches, the broker answers only when the fetch under way has ended: 0.5 s.
        self._asking = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, enable_auto_commit=False)

    async def __aenter__(self) -> Self:
        await self._asking.start()
        await self._consumer.start()
        self._consumer.assign(self._partitions)
        await self._consumer.seek_to_beginning(*self._partitions)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()
        await self._asking.stop()

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            fetched = await self._consumer.getmany(timeout_ms=500, max_records=1000)
            for partition, raws in fetched.items():
                for raw in raws:
                    try:
                        self._fold(read_record(raw))
                    except Unreadable as error:
                        _log.warning("unreadable record", topic=raw.topic, offset=raw.offset, reason=str(error)[:200])
                        if self._publisher is not None:
                            await bury(self._publisher, raw, str(error))
                self._next[partition] = raws[-1].offset + 1
            if fetched:
                async with self._moved:
                    self._moved.notify_all()

    async def wait_for(self, condition: Callable[[], bool], limit: float) -> None:
        """Wait until what was folded satisfies `condition`.

        Raises:
            NotCaughtUp: not within `limit` seconds.
        """
        try:
            async with asyncio.timeout(limit), self._moved:
                await self._moved.wait_for(condition)
        except TimeoutError as error:
            raise NotCaughtUp(f"not reached within {limit:g} s") from error

    async def catch_up(self, limit: float) -> None:
        """Wait until everything that is in the topic now has been folded.

        Raises:
            NotCaughtUp: not within `limit` seconds, or the broker does not answer.
        """
        try:
            async with asyncio.timeout(limit):
                ends = await self._asking.end_offsets(self._partitions)
        except (KafkaError, TimeoutError) as error:
            raise NotCaughtUp(repr(error)) from error
        await self.wait_for(lambda: all(self._next[partition] >= end for partition, end in ends.items()), limit)
