"""Reads back the highest tick an earlier life of this replica wrote, partition by partition, from the end."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from mohlat_contracts import sources
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.topics import MAX_RECORD_BYTES

from services.connector.timing.door import LastTick
from services.plumbing.records import Unreadable, read_record

FIRST_STRETCH = 200
"""Records read back at first; each further stretch is eight times as long. A new replica reads the whole topic."""


async def read_earlier_ticks(
    bootstrap_servers: str, topic: str, partitions: int, writer: str, limit: float = 60.0
) -> dict[int, LastTick]:
    """The writer's highest tick of each partition that has one.

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
                tick = await _last_tick(consumer, TopicPartition(topic, number), sources.connector(writer))
                if tick is not None:
                    found[number] = tick
            return found
    finally:
        await consumer.stop()


async def _last_tick(consumer: AIOKafkaConsumer, partition: TopicPartition, source: str) -> LastTick | None:
    consumer.assign([partition])
    begin = (await consumer.beginning_offsets([partition]))[partition]
    end = (await consumer.end_offsets([partition]))[partition]
    stretch = FIRST_STRETCH
    while end > begin:
        start = max(begin, end - stretch)
        ticks = [tick async for tick in _ticks(consumer, partition, start, end, source)]
        if ticks:
            return LastTick(max(tick.epoch for tick in ticks), max(tick.open_to for tick in ticks))
        end, stretch = start, stretch * 8
    return None


async def _ticks(
    consumer: AIOKafkaConsumer, partition: TopicPartition, start: int, end: int, source: str
) -> AsyncIterator[LastTick]:
    consumer.seek(partition, start)
    position = start
    while position < end:
        fetched = await consumer.getmany(partition, timeout_ms=500)
        for raw in fetched.get(partition, ()):
            if raw.offset >= end:
                return
            if raw.key is None:
                for tick in _own(raw, source):
                    yield tick
        position = await consumer.position(partition)


def _own(raw: ConsumerRecord, source: str) -> Iterator[LastTick]:
    try:
        events = read_record(raw).events
    except Unreadable:
        return
    for decoded in events:
        event = decoded.event
        if isinstance(event, ClockTicked) and event.source == source:
            yield LastTick(event.data.epoch, event.data.open_to)
