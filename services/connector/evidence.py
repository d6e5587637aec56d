"""The evidence topic, as the connector writes it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka.errors import InvalidProducerEpoch, InvalidProducerIdMapping, OutOfOrderSequenceNumber, ProducerFenced
from aiokafka.structs import RecordMetadata
from mohlat_contracts import encode_batch, headers, sources
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE

from services.connector.metrics import PUBLISH_SECONDS
from services.plumbing.publisher import NotPublished, Outgoing, Publisher

LOG_APPEND_TIME = 1
"""How Kafka says that a timestamp is the broker's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an appended record lies, and when the broker appended it by the broker's own clock."""

    topic: str
    partition: int
    offset: int
    appended_at: datetime


def rfc3339(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


class ProducerBroken(RuntimeError):
    """The broker refuses this producer for good; only a new process helps."""


class ForeignClock(RuntimeError):
    """The topic keeps its writers' timestamps, and only the broker's tell who is alive: a matter for an operator."""


class EvidenceLog:
    """Appends signed batches and ticks through one idempotent producer, which keeps their order per partition."""

    def __init__(self, publisher: Publisher, topic: str, writer: str) -> None:
        self._publisher = publisher
        self._topic = topic
        self._source = sources.connector(writer)
        self._ticks = 0
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def append(self, agency: str, value: bytes, record_headers: Mapping[str, str | bytes]) -> Place:
        """Write one batch as received.

        Raises:
            NotPublished: the broker did not acknowledge it; it may yet land.
        """
        with PUBLISH_SECONDS.time():
            [place] = await self._publish([Outgoing(self._topic, value, agency, record_headers)])
        return place

    async def tick(self, ticks: Mapping[int, TickData]) -> list[Place]:
        """Write one tick to each partition.

        Raises:
            NotPublished: at least one was not acknowledged.
        """
        return await self._publish([self._record(partition, tick) for partition, tick in ticks.items()])

    async def broken(self) -> None:
        """Wait for the log to become unusable.

        Raises:
            ProducerBroken, ForeignClock: when it has.
        """
        await self._broken

    def _record(self, partition: int, tick: TickData) -> Outgoing:
        self._ticks += 1
        event = ClockTicked(id=f"{tick.epoch}-{self._ticks}", source=self._source, time=tick.open_to, data=tick)
        return Outgoing(
            topic=self._topic,
            value=encode_batch([event]),
            partition=partition,
            headers={headers.CONTENT_TYPE: BATCH_CONTENT_TYPE, headers.KNOWN_AT: rfc3339(tick.open_to)},
        )

    async def _publish(self, records: list[Outgoing]) -> list[Place]:
        try:
            found = await self._publisher.publish(records)
        except NotPublished as error:
            if _is_final(error.__cause__) and not self._broken.done():
                self._broken.set_exception(ProducerBroken(repr(error.__cause__)))
            raise
        if any(each.timestamp_type != LOG_APPEND_TIME for each in found) and not self._broken.done():
            self._broken.set_exception(ForeignClock(f"{self._topic} needs message.timestamp.type=LogAppendTime"))
        return [_place(each) for each in found]


def _place(found: RecordMetadata) -> Place:
    return Place(found.topic, found.partition, found.offset, datetime.fromtimestamp(found.timestamp / 1000, UTC))


def _is_final(cause: BaseException | None) -> bool:
    """A gap in the producer's sequence, or another producer in its place; no answer in time is neither."""
    return isinstance(
        cause, OutOfOrderSequenceNumber | InvalidProducerEpoch | ProducerFenced | InvalidProducerIdMapping
    )
