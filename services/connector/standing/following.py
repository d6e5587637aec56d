"""Follows a topic from some days back, raw: what only headers tell needs no decoding of bodies."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from mohlat_contracts.topics import MAX_RECORD_BYTES

FoldRaw = Callable[[ConsumerRecord], None]
"""Takes a record into memory; the same record may come again."""
FETCH_EVERY_MS = 1_000
READ_AT_ONCE = 500
"""Records folded between two moments in which others are served: a few milliseconds."""


class RecentFollower:
    """Follows every partition of a topic from the first record appended at or after `since`, by the broker's clock."""

    def __init__(
        self,
        bootstrap_servers: str,
        topic: str,
        partitions: int,
        since: datetime,
        fold: FoldRaw,
    ) -> None:
        self.since = since
        self._fold = fold
        self._partitions = [TopicPartition(topic, number) for number in range(partitions)]
        self._left: dict[TopicPartition, int] = {}
        self._caught_up = asyncio.Event()
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap_servers,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=MAX_RECORD_BYTES,
            metadata_max_age_ms=10_000,
            # Nobody waits for the last second, and many small answers would cost more than what they hold.
            fetch_min_bytes=MAX_RECORD_BYTES // 2,
            fetch_max_wait_ms=FETCH_EVERY_MS,
        )

    async def wait_caught_up(self) -> None:
        """Wait until all that was in the topic at the start has been folded."""
        await self._caught_up.wait()

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        self._consumer.assign(self._partitions)
        ends = await self._consumer.end_offsets(self._partitions)
        moment = int(self.since.timestamp() * 1000)
        found = await self._consumer.offsets_for_times(dict.fromkeys(self._partitions, moment))
        for partition in self._partitions:
            start = ends[partition] if found[partition] is None else found[partition].offset
            self._consumer.seek(partition, start)
            if start < ends[partition]:
                self._left[partition] = ends[partition]
        self._look()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            fetched = await self._consumer.getmany(timeout_ms=1000, max_records=READ_AT_ONCE)
            for partition, raws in fetched.items():
                for raw in raws:
                    self._fold(raw)
                if raws[-1].offset + 1 >= self._left.get(partition, 0):
                    self._left.pop(partition, None)
            if fetched:
                self._look()
                await asyncio.sleep(0)

    def _look(self) -> None:
        if not self._left:
            self._caught_up.set()
