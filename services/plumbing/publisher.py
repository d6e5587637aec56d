"""The only way a process writes to Kafka: acknowledged by all in-sync replicas, or an error."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.structs import RecordMetadata
from mohlat_contracts.topics import MAX_RECORD_BYTES

from services.plumbing.topics import partition_of

PACKED_BYTES = 256 * 1024
"""About how large a batch of `publish_packed` becomes; it may end with one record more."""


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

    async def publish_packed(self, records: Iterable[Outgoing]) -> dict[tuple[str, int], int]:
        """As `publish`, for very many records of few partitions: at a tenth of the cost of handing over each.

        Returns:
            (topic, partition) -> the offset of its last record.

        Raises:
            NotPublished: at least one was not acknowledged.
        """
        assert self._producer is not None, "publish_packed() needs an entered Publisher"  # noqa: S101
        ends: dict[tuple[str, int], int] = {}
        waiting: list[tuple[int, asyncio.Future[RecordMetadata]]] = []
        try:
            async with asyncio.timeout(self._delivery_limit + 1):
                for (topic, partition), batch in self._packed(records):
                    sent = await self._producer.send_batch(batch, topic, partition=partition)
                    waiting.append((batch.record_count(), sent))
                for count, sent in waiting:
                    lies = await sent
                    ends[lies.topic, lies.partition] = lies.offset + count - 1
        except (KafkaError, TimeoutError, OSError) as error:
            raise NotPublished(repr(error)) from error
        return ends

    def _packed(self, records: Iterable[Outgoing]) -> Iterator[tuple[tuple[str, int], BatchBuilder]]:
        """Full batches as they become full, and at the end the others."""
        assert self._producer is not None  # noqa: S101
        filling: dict[tuple[str, int], BatchBuilder] = {}
        for record in records:
            place = record.topic, self._partition(record)
            batch = filling.get(place)
            if batch is None or batch.size() > PACKED_BYTES or not _append(batch, record):
                if batch is not None:
                    yield place, batch
                batch = filling[place] = self._producer.create_batch()
                if not _append(batch, record):
                    raise NotPublished("a record larger than any batch")
        yield from filling.items()

    def _partition(self, record: Outgoing) -> int:
        if record.partition is not None:
            return record.partition
        if record.key is None:
            raise ValueError("a record needs a key or a partition")
        return partition_of(record.key, self._partitions)

    async def _send(self, record: Outgoing) -> asyncio.Future[RecordMetadata]:
        assert self._producer is not None, "publish() needs an entered Publisher"  # noqa: S101
        future: asyncio.Future[RecordMetadata] = await self._producer.send(
            record.topic,
            value=record.value,
            key=None if record.key is None else record.key.encode(),
            partition=self._partition(record),
            headers=_headers(record),
        )
        return future


def _append(batch: BatchBuilder, record: Outgoing) -> bool:
    key = None if record.key is None else record.key.encode()
    return batch.append(timestamp=None, key=key, value=record.value, headers=_headers(record)) is not None


def _headers(record: Outgoing) -> list[tuple[str, bytes]]:
    return [(name, v.encode() if isinstance(v, str) else v) for name, v in record.headers.items()]
