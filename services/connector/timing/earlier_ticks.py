"""Reads back the highest tick an earlier life of this replica wrote, partition by partition, from the end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from mohlat_contracts.topics import MAX_RECORD_BYTES

from services.connector.timing.door import LastTick
from services.connector.timing.evidence_ticks import tick_of

FIRST_STRETCH = 200
"""Records read back at first; each further stretch is eight times as long."""


async def read_earlier_ticks(
    bootstrap_servers: str,
    topic: str,
    partitions: int,
    writer: str,
    since: datetime | None = None,
    limit: float = 60.0,
) -> dict[int, LastTick]:
    """The writer's highest tick of each partition that has one.

    Args:
        since: only among what was appended from this instant on, by the broker's clock; None reads a partition to its
            beginning when there is no tick in it, which takes as long as the topic is.

    Raises:
        TimeoutError: not read within `limit` seconds.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers, enable_auto_commit=False, max_partition_fetch_bytes=MAX_RECORD_BYTES
    )
    await consumer.start()
    try:
        async with asyncio.timeout(limit):
            found = {}
            for number in range(partitions):
                tick = await _last_tick(consumer, TopicPartition(topic, number), writer, since)
                if tick is not None:
                    found[number] = tick
            return found
    finally:
        await consumer.stop()


async def _last_tick(
    consumer: AIOKafkaConsumer, partition: TopicPartition, writer: str, since: datetime | None
) -> LastTick | None:
    consumer.assign([partition])
    end = (await consumer.end_offsets([partition]))[partition]
    begin = await first_offset(consumer, partition, end, since)
    stretch = FIRST_STRETCH
    while end > begin:
        start = max(begin, end - stretch)
        ticks = [tick async for tick in _ticks(consumer, partition, start, end, writer)]
        if ticks:
            return LastTick(max(tick.epoch for tick in ticks), max(tick.open_to for tick in ticks))
        end, stretch = start, stretch * 8
    return None


async def first_offset(consumer: AIOKafkaConsumer, partition: TopicPartition, end: int, since: datetime | None) -> int:
    """Where what was appended since then begins; at `end` when that is nothing."""
    if since is None:
        return int((await consumer.beginning_offsets([partition]))[partition])
    found = (await consumer.offsets_for_times({partition: int(since.timestamp() * 1000)}))[partition]
    return end if found is None else int(found.offset)


async def _ticks(
    consumer: AIOKafkaConsumer, partition: TopicPartition, start: int, end: int, writer: str
) -> AsyncIterator[LastTick]:
    consumer.seek(partition, start)
    position = start
    while position < end:
        fetched = await consumer.getmany(partition, timeout_ms=500)
        for raw in fetched.get(partition, ()):
            if raw.offset >= end:
                return
            if (tick := tick_of(raw)) is not None and tick.writer == writer:
                yield LastTick(tick.epoch, tick.open_to)
        position = await consumer.position(partition)
