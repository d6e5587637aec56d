"""What stands in the topics, for tests to compare."""

import asyncio
from datetime import datetime
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from mohlat_contracts import Event, MalformedBatch, decode_batch, topics
from mohlat_contracts.notices import NoticeAccepted, NoticeKey
from mohlat_contracts.topics import Topic
from mohlat_contracts.verdicts import VerdictReached

from tests.stacks import TestedStack


class Verdict(NamedTuple):
    """A verdict in the order of a history; its id is a hash of all it says."""

    agency: str
    duty: str
    known_at: datetime
    status: str
    reason: str
    id: str
    outcomes: tuple[str, ...]


class Notice(NamedTuple):
    """A letter that went out, and the instant it was due."""

    key: NoticeKey
    at: datetime


def read_topic(stack: TestedStack, topic: Topic) -> list[ConsumerRecord]:
    """Every record that is in the topic now, by partition and offset."""
    return asyncio.run(_read(stack.bootstrap_servers, stack.topic_prefix + topic.name))


def history(stack: TestedStack) -> list[Verdict]:
    """The verdicts, each once, sorted; repeats have the same id and say the same."""
    return sorted(
        {
            Verdict(
                event.data.agency,
                event.data.duty,
                event.data.known_at,
                event.data.status,
                event.data.reason,
                event.id,
                tuple(each.outcome for each in event.data.timeliness),
            )
            for record in read_topic(stack, topics.VERDICTS)
            for event in _events(record)
            if isinstance(event, VerdictReached)
        }
    )


def notices(stack: TestedStack) -> list[Notice]:
    """The letters that went out by the notices topic, each once, sorted."""
    return sorted(
        {
            Notice(event.data.key, event.data.at)
            for record in read_topic(stack, topics.NOTICES)
            for event in _events(record)
            if isinstance(event, NoticeAccepted)
        }
    )


def _events(record: ConsumerRecord) -> list[Event]:
    """What every reader does with a record it cannot read: nothing."""
    try:
        return decode_batch(record.value)
    except MalformedBatch:
        return []


async def _read(bootstrap_servers: str, topic: str) -> list[ConsumerRecord]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in await _partitions(bootstrap_servers, topic)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        await consumer.seek_to_beginning(*partitions)
        records: list[ConsumerRecord] = []
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for fetched in (await consumer.getmany(timeout_ms=500)).values():
                records += fetched
    finally:
        await consumer.stop()
    return sorted(records, key=lambda record: (record.partition, record.offset))


async def _partitions(bootstrap_servers: str, topic: str) -> list[int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    try:
        (described,) = await admin.describe_topics([topic])
    finally:
        await admin.close()
    return [partition["partition"] for partition in described["partitions"]]
