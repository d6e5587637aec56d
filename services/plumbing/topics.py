"""Topic names under a prefix, partitions of keys, creation and the check of partition counts."""

import asyncio
from collections.abc import Mapping
from functools import lru_cache

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code
from aiokafka.partitioner import murmur2
from mohlat_contracts import topics as contract
from mohlat_contracts.topics import Topic


class WrongPartitionCount(RuntimeError):
    """A topic does not exist or has another number of partitions than this process was told."""


def topic_name(prefix: str, topic: Topic) -> str:
    return prefix + topic.name


@lru_cache(maxsize=10_000)
def partition_of(key: str, partitions: int) -> int:
    """The partition of a key; the same as the Java client's default partitioner computes."""
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % partitions


async def create_topics(bootstrap_servers: str, prefix: str, partitions: int, replication: int = 1) -> list[str]:
    """Create every topic of the contract that does not exist yet; returns the names created."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    try:
        response = await admin.create_topics(
            [_new_topic(prefix, topic, partitions, replication) for topic in contract.ALL], timeout_ms=30_000
        )
    finally:
        await admin.close()
    created = []
    for name, code, *_ in response.topic_errors:
        error = for_code(code)
        if code == 0:
            created.append(name)
        elif error is not TopicAlreadyExistsError:
            raise error(name)
    return created


def _new_topic(prefix: str, topic: Topic, partitions: int, replication: int) -> NewTopic:
    days = topic.retention_days
    return NewTopic(
        topic_name(prefix, topic),
        num_partitions=partitions,
        replication_factor=replication,
        topic_configs={
            "cleanup.policy": "compact" if topic.compacted else "delete",
            "retention.ms": "-1" if days is None else str(days * 86_400_000),
            "max.message.bytes": str(contract.MAX_RECORD_BYTES),
            "message.timestamp.type": "LogAppendTime",
        },
    )


async def check_partitions(bootstrap_servers: str, prefix: str, partitions: int, limit: float = 60.0) -> None:
    """Wait for the broker, then check that every topic has `partitions` partitions.

    Args:
        limit: seconds to wait for the broker and for the topics to appear.

    Raises:
        WrongPartitionCount: a topic is missing or has another count after `limit`.
    """
    async with asyncio.timeout(limit + 10):
        deadline = asyncio.get_running_loop().time() + limit
        while True:
            try:
                problem = _mismatch(await _counts(bootstrap_servers, prefix), prefix, partitions)
            except (OSError, ConnectionError, TimeoutError, RuntimeError) as error:
                problem = f"the broker at {bootstrap_servers} does not answer: {error!r}"
            if problem is None:
                return
            if asyncio.get_running_loop().time() > deadline:
                raise WrongPartitionCount(problem)
            await asyncio.sleep(0.5)


async def _counts(bootstrap_servers: str, prefix: str) -> dict[str, int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    try:
        await admin.start()
        described = await admin.describe_topics([topic_name(prefix, topic) for topic in contract.ALL])
    finally:
        await admin.close()
    return {entry["topic"]: len(entry["partitions"]) for entry in described}


def _mismatch(counts: Mapping[str, int], prefix: str, partitions: int) -> str | None:
    for topic in contract.ALL:
        name = topic_name(prefix, topic)
        if counts.get(name, 0) != partitions:
            return f"topic {name} has {counts.get(name, 0)} partitions, expected {partitions}"
    return None
