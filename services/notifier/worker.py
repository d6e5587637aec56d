"""The loop: read, fold, act, write down."""

import asyncio
from collections.abc import Sequence
from time import monotonic

import asyncpg
import structlog
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from services.notifier.acting import Acting
from services.notifier.announcements import tick
from services.notifier.desk import Desk, take_over
from services.notifier.intake import Intake
from services.notifier.relay import RelayAway
from services.notifier.state.progress import unlock
from services.plumbing.dead_letters import bury
from services.plumbing.health import NotReady
from services.plumbing.membership import Membership, Stuck
from services.plumbing.publisher import NotPublished, Outgoing, Publisher
from services.plumbing.records import Unreadable, read_record

_log = structlog.get_logger(__name__)

CHECKPOINT_EVERY = 0.25
"""Seconds between two checkpoints while nothing is due."""
TURN = 20.0
"""Seconds of sending before the topics are looked at again."""
LONGEST_PAUSE = 5.0
STUCK_AFTER = 120.0
"""Seconds without a turn after which the process is not ready; one letter may take long."""


class Worker:
    """Works on the partitions that the group gives it and whose lock it could take.

    Whatever fails except the relay, everything in memory is dropped and taken over anew from PostgreSQL, whose offsets
    say where to read on. The connection that holds the locks also does all writing: with it gone, no write succeeds.
    """

    def __init__(
        self,
        database_url: str,
        membership: Membership,
        topics: tuple[str, str, str],
        publisher: Publisher,
        acting: Acting,
    ) -> None:
        self._database_url = database_url
        self._membership, self._publisher, self._acting = membership, publisher, acting
        self._registry_topic, self._verdicts_topic, self._notices_topic = topics
        self._intake = Intake(self._registry_topic, self._verdicts_topic)
        self._connection: asyncpg.Connection | None = None
        self._desks: dict[int, Desk] = {}
        self._checkpoint_at = float("-inf")
        self._turned_at = monotonic()

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                try:
                    await self._turn()
                    self._turned_at = monotonic()
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, KafkaError, NotPublished) as error:
                    _log.warning("starting over", reason=repr(error))
                    await self._forget()
                    await asyncio.sleep(1.0)
                except Stuck as error:
                    _log.error("going on with a new client", reason=str(error))
                    await self._forget()
                    await self._membership.renew()
        finally:
            await self._forget()

    async def check(self) -> None:
        """A check for readiness.

        Raises:
            NotReady: the loop has not come round for long.
        """
        if monotonic() - self._turned_at > STUCK_AFTER:
            raise NotReady("no progress")

    async def _turn(self) -> None:
        connection = await self._connected()
        await self._adopt(connection)
        partitions = [each for number in self._desks for each in self._both(number)]
        if not partitions:
            await asyncio.sleep(0.1)
            return
        fetched = await self._membership.client.getmany(*partitions, timeout_ms=100, max_records=2000)
        for partition, raws in fetched.items():
            await self._read(self._desks[partition.partition], partition, raws)
        await self._act(connection)
        if monotonic() >= self._checkpoint_at:
            await self._checkpoint(connection)
            self._checkpoint_at = monotonic() + CHECKPOINT_EVERY

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None:
            self._connection = await asyncpg.connect(self._database_url, timeout=5, command_timeout=30)
        return self._connection

    async def _adopt(self, connection: asyncpg.Connection) -> None:
        assigned = self._membership.client.assignment()
        ours = {each.partition for each in assigned if assigned.issuperset(self._both(each.partition))}
        if gone := set(self._desks) - ours:
            await self._checkpoint(connection)
            for number in gone:
                del self._desks[number]
                await unlock(connection, number)
        for number in sorted(ours - set(self._desks)):
            desk = await take_over(connection, number)
            if desk is not None:
                registry, verdicts = self._both(number)
                self._membership.client.seek(registry, desk.offsets.registry)
                self._membership.client.seek(verdicts, desk.offsets.verdicts)
                self._desks[number] = desk

    async def _read(self, desk: Desk, partition: TopicPartition, raws: Sequence[ConsumerRecord]) -> None:
        for raw in raws:
            try:
                self._intake.take_in(desk, read_record(raw))
            except Unreadable as error:
                await bury(self._publisher, raw, str(error))
        self._intake.moved_on(desk, partition.topic, raws[-1].offset + 1)

    async def _act(self, connection: asyncpg.Connection) -> None:
        until = monotonic() + TURN
        for desk in self._desks.values():
            if monotonic() < desk.retry_at:
                continue
            try:
                await self._acting.act(connection, desk, until)
                desk.pause = 0.2
            except RelayAway as error:
                _log.warning("a letter waits", partition=desk.partition, reason=str(error))
                for waiting in self._desks.values() if error.everywhere else [desk]:
                    waiting.retry_at = monotonic() + desk.pause
                desk.pause = min(desk.pause * 2, LONGEST_PAUSE)
                if error.everywhere:
                    return

    async def _checkpoint(self, connection: asyncpg.Connection) -> None:
        """Write down what was read and done, then tell: the notices topic, and the group for the sake of its lag."""
        dirty = [desk for desk in self._desks.values() if desk.dirty]
        if dirty:
            async with connection.transaction():
                for desk in dirty:
                    await desk.write(connection)
            for desk in dirty:
                desk.written()
        await self._publisher.publish([record for desk in self._desks.values() for record in self._ticks(desk)])
        for desk in self._desks.values():
            desk.ticked_through = desk.docket.acted_through
        if dirty:
            await self._commit(dirty)

    def _ticks(self, desk: Desk) -> list[Outgoing]:
        through = desk.docket.acted_through
        if through is None or through == desk.ticked_through:
            return []
        since = desk.ticked_through or through
        return [tick(self._notices_topic, desk.partition, desk.epoch, since, through)]

    async def _commit(self, desks: Sequence[Desk]) -> None:
        offsets: dict[TopicPartition, int] = {}
        for desk in desks:
            registry, verdicts = self._both(desk.partition)
            offsets |= {registry: desk.offsets.registry, verdicts: desk.offsets.verdicts}
        try:
            await self._membership.commit(offsets)
        except KafkaError as error:
            # Only the group's lag shows these; where to read on is in PostgreSQL.
            _log.info("commit refused", reason=repr(error))

    async def _forget(self) -> None:
        self._desks.clear()
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    def _both(self, number: int) -> tuple[TopicPartition, TopicPartition]:
        return TopicPartition(self._registry_topic, number), TopicPartition(self._verdicts_topic, number)
