"""A group consumer on a real broker, when its client hangs."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from aiokafka import TopicPartition
from mohlat_contracts import encode_batch, sources, topics
from mohlat_contracts.evidence import ConnectionEstablished

from services.plumbing.consumer import Consumer
from services.plumbing.membership import Membership
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.records import Record
from services.plumbing.topics import create_topics, topic_name
from tests.stacks import Broker


def statement(name: str) -> bytes:
    at = datetime(2023, 6, 14, tzinfo=UTC)
    return encode_batch([ConnectionEstablished(id=name, source=sources.agency("sanjesh"), time=at)])


class HangingOnce(Membership):
    """Its first client never comes back from a commit."""

    hung = False

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        if not self.hung:
            self.hung = True
            self.client.commit = _never  # type: ignore[method-assign]
        await super().commit(offsets)


async def _never(offsets: object) -> None:
    await asyncio.Event().wait()


async def test_a_commit_that_hangs_gives_way_to_a_new_client_which_reads_the_same_again_and_goes_on(
    kafka: Broker, topic_prefix: str
) -> None:
    await create_topics(kafka.bootstrap_servers, topic_prefix, partitions=1)
    topic = topic_name(topic_prefix, topics.EVIDENCE)
    read: list[str] = []
    again, through = asyncio.Event(), asyncio.Event()

    async def handle(records: Sequence[Record]) -> None:
        read.extend(record.events[0].event.id for record in records)
        if read.count("first") == 2:
            again.set()
        if read[-1] == "last":
            through.set()

    async with Publisher(kafka.bootstrap_servers, 1) as publisher:
        consumer = Consumer(kafka.bootstrap_servers, f"{topic_prefix}group", [topic], publisher, commit_limit=2)
        hanging = HangingOnce(consumer._membership._new_client, commit_limit=2)
        consumer._membership = hanging
        await publisher.publish([Outgoing(topic, statement("first"), "sanjesh")])
        async with consumer:
            running = asyncio.create_task(consumer.run(handle))
            async with asyncio.timeout(60):
                await again.wait()
                await publisher.publish([Outgoing(topic, statement("last"), "sanjesh")])
                await through.wait()
            running.cancel()
    assert hanging.hung
    assert read[:2] == ["first", "first"], "what was handled and not committed comes again"
