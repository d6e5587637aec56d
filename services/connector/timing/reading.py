"""Reads the ticks of the evidence topic, partition by partition, with the auditor's own fold."""

import asyncio
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from mohlat_contracts.topics import MAX_RECORD_BYTES

from services.connector.timing.earlier_ticks import first_offset
from services.connector.timing.evidence_ticks import tick_of
from services.timekeeping.partition_time import PartitionTime


async def read_times(
    bootstrap_servers: str, topic: str, partitions: int, since: datetime | None, limit: float
) -> dict[int, PartitionTime]:
    """The time of every partition after all ticks that are in the topic now.

    Args:
        since: leave out what was appended before, by the broker's clock; None reads all.
        limit: seconds until it gives up.

    Raises:
        TimeoutError: not read within `limit`.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers, enable_auto_commit=False, max_partition_fetch_bytes=MAX_RECORD_BYTES
    )
    await consumer.start()
    try:
        async with asyncio.timeout(limit):
            return {number: await _read(consumer, TopicPartition(topic, number), since) for number in range(partitions)}
    finally:
        await consumer.stop()


async def _read(consumer: AIOKafkaConsumer, partition: TopicPartition, since: datetime | None) -> PartitionTime:
    consumer.assign([partition])
    end = (await consumer.end_offsets([partition]))[partition]
    position = await first_offset(consumer, partition, end, since)
    consumer.seek(partition, position)
    time = PartitionTime()
    while position < end:
        for raw in (await consumer.getmany(partition, timeout_ms=500)).get(partition, ()):
            if raw.offset < end and (tick := tick_of(raw)) is not None:
                time = time.tick("evidence", tick, datetime.fromtimestamp(raw.timestamp / 1000, UTC))
        position = await consumer.position(partition)
    return time
