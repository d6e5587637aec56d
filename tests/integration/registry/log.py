"""What is in a topic."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from mohlat_contracts.clock import ClockTicked

from services.plumbing.records import Record, read_record


async def read_topic(
    bootstrap_servers: str, topic: str, enough: Callable[[Sequence[Record]], bool], partitions: int = 3
) -> list[Record]:
    """Read a topic from its beginning until there is enough; fails after half a minute."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, number) for number in range(partitions)])
        await consumer.seek_to_beginning()
        found: list[Record] = []
        async with asyncio.timeout(30):
            while not enough(found):
                for raws in (await consumer.getmany(timeout_ms=200)).values():
                    found += [read_record(raw) for raw in raws]
        return found
    finally:
        await consumer.stop()


def is_tick(record: Record) -> bool:
    return record.key is None and isinstance(record.events[0].event, ClockTicked)


def ticks_to(records: Sequence[Record], instant: datetime, partitions: int = 3) -> bool:
    """Whether every partition has a tick of at least that instant."""
    ticked = {
        record.partition
        for record in records
        if is_tick(record) and record.known_at is not None and record.known_at >= instant
    }
    return len(ticked) == partitions


def in_order(records: Sequence[Record], partition: int) -> list[Record]:
    return [record for record in records if record.partition == partition]
