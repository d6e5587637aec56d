"""A group consumer: reads, hands on in order, commits after; never loses, never skips silently."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Self

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from mohlat_contracts.topics import MAX_RECORD_BYTES

from services.plumbing.dead_letters import bury
from services.plumbing.membership import COMMIT_LIMIT, Membership, Stuck
from services.plumbing.publisher import NotPublished, Publisher
from services.plumbing.records import Record, Unreadable, read_record

Handler = Callable[[Sequence[Record]], Awaitable[None]]
"""Handles records of one partition in offset order. It may be called again with the same records."""

_log = structlog.get_logger(__name__)


class Consumer:
    """Reads topics in a group and commits only what its handler has returned from.

    A record that cannot be decoded goes to the dead letters. Any other error of the handler means *later*: the
    records are read again, with a pause that grows to five seconds.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        group: str,
        topics: Sequence[str],
        publisher: Publisher,
        commit_limit: float = COMMIT_LIMIT,
    ) -> None:
        self._publisher = publisher
        self._group = group
        self._membership = Membership(lambda: _client(bootstrap_servers, group, topics), commit_limit)

    async def __aenter__(self) -> Self:
        await self._membership.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._membership.__aexit__(kind, error, trace)

    def assignment(self) -> frozenset[TopicPartition]:
        return frozenset(self._membership.client.assignment())

    async def run(self, handle: Handler, max_records: int = 500) -> None:
        """Read until cancelled. A client that is stuck gives way to a new one, which reads on from the last commit."""
        while True:
            try:
                await self._read_on(handle, max_records)
            except Stuck:
                _log.exception("going on with a new client", group=self._group)
                await self._membership.renew()

    async def _read_on(self, handle: Handler, max_records: int) -> None:
        pause = 0.1
        while True:
            fetched = await self._membership.client.getmany(timeout_ms=500, max_records=max_records)
            for partition, raws in fetched.items():
                try:
                    await self._hand_on(partition, raws, handle)
                    pause = 0.1
                except (asyncio.CancelledError, Stuck):
                    raise
                except Exception:
                    _log.exception("reading again later", topic=partition.topic, partition=partition.partition)
                    self._rewind(partition, raws[0].offset)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 5.0)

    async def _hand_on(self, partition: TopicPartition, raws: Sequence[ConsumerRecord], handle: Handler) -> None:
        records = [record for raw in raws if (record := await self._read(raw)) is not None]
        if records:
            await handle(records)
        await self._commit(partition, raws[-1].offset + 1)

    async def _read(self, raw: ConsumerRecord) -> Record | None:
        try:
            return read_record(raw)
        except Unreadable as error:
            await bury(self._publisher, raw, str(error))
            return None

    async def _commit(self, partition: TopicPartition, offset: int) -> None:
        try:
            await self._membership.commit({partition: offset})
        except (CommitFailedError, IllegalStateError):
            # The partition went to another member; it will read these again, which handlers allow.
            _log.info("commit refused", topic=partition.topic, partition=partition.partition)
        except KafkaError as error:
            raise NotPublished(repr(error)) from error

    def _rewind(self, partition: TopicPartition, offset: int) -> None:
        try:
            self._membership.client.seek(partition, offset)
        except IllegalStateError:
            _log.info("partition is gone", topic=partition.topic, partition=partition.partition)


def _client(bootstrap_servers: str, group: str, topics: Sequence[str]) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        *topics,
        bootstrap_servers=bootstrap_servers,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MAX_RECORD_BYTES,
        session_timeout_ms=10_000,
        heartbeat_interval_ms=2_000,
        max_poll_interval_ms=120_000,
        metadata_max_age_ms=10_000,
    )
