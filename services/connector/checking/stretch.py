"""A stretch of a topic, read partition by partition, a fetch at a time."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from mohlat_contracts.topics import MAX_RECORD_BYTES

from services.connector.checking.stored import StoredRecord, stored


@dataclass(frozen=True, slots=True)
class Bound:
    """An offset, in every partition that is read, or an instant of the broker's append time."""

    at: int | datetime


class NoSuchStretch(ValueError):
    """There is no such topic or partition."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What of a topic is read.

    Attributes:
        partitions: None reads all.
        since: included; None is the beginning.
        until: not included; None is the end as it is when the reading begins.
    """

    topic: str
    partitions: Sequence[int] | None = None
    since: Bound | None = None
    until: Bound | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Offsets of one partition, from the first up to `end`, which is not included."""

    partition: TopicPartition
    first: int
    end: int


def read_bound(text: str) -> Bound:
    """An offset or an ISO 8601 instant; one without an offset from UTC is in UTC.

    Raises:
        ValueError: it is neither.
    """
    if text.isascii() and text.isdecimal():
        return Bound(int(text))
    instant = datetime.fromisoformat(text)
    return Bound(instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC))


class StretchReader:
    """Reads a stretch; memory holds one fetch.

    Raises:
        NoSuchStretch: on entering.
    """

    def __init__(self, bootstrap_servers: str, stretch: Stretch) -> None:
        self._bootstrap_servers, self._stretch = bootstrap_servers, stretch
        self.parts: list[Part] = []

    async def __aenter__(self) -> "StretchReader":
        numbers = await self._numbers()
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap_servers,
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_partition_fetch_bytes=MAX_RECORD_BYTES,
        )
        await self._consumer.start()
        try:
            self.parts = [await self._part(number) for number in numbers]
        except BaseException:
            await self._consumer.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    @property
    def length(self) -> int:
        """How many records there are to read."""
        return sum(max(0, part.end - part.first) for part in self.parts)

    async def fetches(self) -> AsyncIterator[list[StoredRecord]]:
        """The records, in their order within a partition. The topic is compacted nowhere, so none is missing."""
        for part in self.parts:
            if part.first >= part.end:
                continue
            self._consumer.assign([part.partition])
            self._consumer.seek(part.partition, part.first)
            while await self._consumer.position(part.partition) < part.end:
                raws = (await self._consumer.getmany(part.partition, timeout_ms=500)).get(part.partition, ())
                if found := [stored(raw) for raw in raws if raw.offset < part.end]:
                    yield found

    async def _numbers(self) -> list[int]:
        """The partitions to read, all of which exist."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap_servers)
        try:
            await admin.start()
            [described] = await admin.describe_topics([self._stretch.topic])
        finally:
            await admin.close()
        there = sorted(entry["partition"] for entry in described["partitions"])
        wanted = there if self._stretch.partitions is None else list(self._stretch.partitions)
        for number in wanted:
            if number not in there:
                raise NoSuchStretch(f"{self._stretch.topic} has no partition {number}")
        if not wanted:
            raise NoSuchStretch(f"there is no topic {self._stretch.topic}")
        return wanted

    async def _part(self, number: int) -> Part:
        partition = TopicPartition(self._stretch.topic, number)
        self._consumer.assign([partition])
        begin = int((await self._consumer.beginning_offsets([partition]))[partition])
        end = int((await self._consumer.end_offsets([partition]))[partition])
        since = begin if self._stretch.since is None else await self._offset(partition, self._stretch.since, end)
        until = end if self._stretch.until is None else await self._offset(partition, self._stretch.until, end)
        return Part(partition, max(begin, since), min(end, until))

    async def _offset(self, partition: TopicPartition, bound: Bound, end: int) -> int:
        if isinstance(bound.at, int):
            return bound.at
        found = (await self._consumer.offsets_for_times({partition: int(bound.at.timestamp() * 1000)}))[partition]
        return end if found is None else int(found.offset)
