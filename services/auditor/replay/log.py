"""Where the log is, and the reading of it: every record of some topics once, up to where they ended when asked."""

from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from mohlat_contracts.topics import EVIDENCE, REGISTRY, VERDICTS, Topic
from msgspec import Struct

from services.plumbing.topics import topic_name

FETCH_BYTES = 16 * 1024 * 1024
"""Of one partition at a time; many records travel in one answer of the broker."""
BATCH = 2_000
"""Records handed on at once."""


class Log(Struct, frozen=True, kw_only=True):
    """The topics of one stack.

    Attributes:
        bootstrap_servers: `host:port`, comma-separated.
        prefix: put before every topic's name.
        partitions: partition count of every topic.
    """

    bootstrap_servers: str
    prefix: str = ""
    partitions: int = 6

    def place(self, topic: Topic, partition: int) -> TopicPartition:
        return TopicPartition(topic_name(self.prefix, topic), partition)

    def share(self, number: int, of: int) -> tuple[int, ...]:
        """The partitions of one of several processes."""
        return tuple(range(number, self.partitions, of))


class Reader:
    """Reads some partitions of the source topics and of the verdicts; without a group, and commits nothing.

    The ends are asked for once, those of the verdicts first: so the sources hold whatever the verdicts rest on.

    Args:
        since: where to begin, place by place; the beginning where it says nothing.
    """

    def __init__(
        self,
        log: Log,
        partitions: tuple[int, ...],
        topics: tuple[Topic, ...] = (REGISTRY, EVIDENCE, VERDICTS),
        since: dict[TopicPartition, int] | None = None,
    ) -> None:
        self._places = [[log.place(topic, number) for number in partitions] for topic in reversed(topics)]
        self._since = since or {}
        self._ends: dict[TopicPartition, int] = {}
        self._next: dict[TopicPartition, int] = {}
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=log.bootstrap_servers,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_bytes=4 * FETCH_BYTES,
            max_partition_fetch_bytes=FETCH_BYTES,
        )

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        try:
            for places in self._places:
                self._ends |= await self._consumer.end_offsets(places)
            self._next = await self._consumer.beginning_offsets(list(self._ends))
            self._next |= {place: offset for place, offset in self._since.items() if place in self._next}
            self._consumer.assign(list(self._ends))
            for place, offset in self._next.items():
                self._consumer.seek(place, offset)
        except BaseException:
            await self._consumer.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()

    def has_more(self, place: TopicPartition) -> bool:
        return self._next[place] < self._ends[place]

    async def read(self, place: TopicPartition) -> list[ConsumerRecord]:
        """The next records of a place; none at its end."""
        while self.has_more(place):
            fetched = await self._consumer.getmany(place, timeout_ms=1_000, max_records=BATCH)
            if records := fetched.get(place):
                self._next[place] = records[-1].offset + 1
                return [record for record in records if record.offset < self._ends[place]]
        self._consumer.pause(place)
        return []

    @property
    def read_to(self) -> dict[TopicPartition, int]:
        """Where to go on another time."""
        return {place: min(offset, self._ends[place]) for place, offset in self._next.items()}
