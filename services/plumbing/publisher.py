"""The only way a process writes to Kafka: acknowledged by all in-sync replicas, or an error."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import RecordMetadata
from mohlat_contracts.topics import MAX_RECORD_BYTES

from services.plumbing.topics import partition_of


class NotPublished(RuntimeError):
    """The broker did not acknowledge in time; the record may or may not be in the log."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record to write. Without `partition` the key decides; `value` None is a tombstone."""

    topic: str
    value: bytes | None
    key: str | None = None
    headers: Mapping[str, str | bytes] = field(default_factory=dict)
    partition: int | None = None


class Publisher:
    """An idempotent producer with `acks=all`.

    Args:
        bootstrap_servers: `host:port`, comma-separated.
        partitions: partition count of every topic.
        delivery_limit: seconds after which an unacknowledged record counts as not published.
        linger_ms: how long a record may wait for others to travel with; what many small records cost falls by as much.
    """

    def __init__(
        self, bootstrap_servers: str, partitions: int, delivery_limit: float = 10.0, linger_ms: int = 0
    ) -> None:
        self._partitions = partitions
        self._delivery_limit = delivery_limit
        self._linger_ms = linger_ms
        self._bootstrap_servers = bootstrap_servers
        self._producer: AIOKafkaProducer | None = None

    async def __aenter__(self) -> Self:
        producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap_servers,
            acks="all",
            enable_idempotence=True,
            max_request_size=MAX_RECORD_BYTES,
            max_batch_size=MAX_RECORD_BYTES,
            request_timeout_ms=int(self._delivery_limit * 1000),
            linger_ms=self._linger_ms,
        )
        try:
            await producer.start()
        except BaseException:
            await producer.stop()
            raise
        self._producer = producer
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._producer is not None:
            await self._producer.stop()

    async def publish(self, records: Iterable[Outgoing]) -> list[RecordMetadata]:
        """Write records in their order per partition and wait until the broker has acknowledged each.

        Returns:
            where each one lies, with the broker's timestamp in milliseconds.

        Raises:
            NotPublished: at least one was not acknowledged.
        """
        try:
            async with asyncio.timeout(self._delivery_limit + 1):
                acknowledgements = [await self._send(record) for record in records]
                if len(acknowledgements) == 1:  # what the connector does thousands of times a second
                    return [await acknowledgements[0]]
                return list(await asyncio.gather(*acknowledgements))
        except (KafkaError, TimeoutError, OSError) as error:
            raise NotPublished(repr(error)) from error

    async def _send(self, record: Outgoing) -> asyncio.Future[RecordMetadata]:
        assert self._producer is not None, "publish() needs an entered Publisher"  # noqa: S101
        partition = record.partition
        if partition is None:
            if record.key is None:
                raise ValueError("a record needs a key or a partition")
            partition = partition_of(record.key, self._partitions)
        headers = [(name, v.encode() if isinstance(v, str) else v) for name, v in record.headers.items()]
        future: asyncio.Future[RecordMetadata] = await self._producer.send(
            record.topic,
            value=record.value,
            key=None if record.key is None else record.key.encode(),
            partition=partition,
            headers=headers,
        )
        return future
