"""`python -m bench.auditor_worker [agencies]`: the real worker on a real Kafka, with a year behind it.

The table's changelog is filled with what a worker would have written by the end of the year (see `auditor_world`).
Then workers recover it, are killed, and judge two ticks at which every agency is due. Whatever else runs on the machine
runs into the figures.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import perf_counter

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from mohlat_contracts import decode_batch, encode_batch, headers, sources, topics
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE

from bench.auditor_world import DEADLINE, START, WEEKS, BytesInMemory, code, heartbeats, law, read, tick
from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, free_port
from deploy.local.kafka import Kafka
from services.auditor.cases.auditing import PartitionAuditor
from services.auditor.worker.app import CHANGELOG, CHANGELOG_CONFIG
from services.auditor.worker.cases_store import state_key
from services.auditor.worker.kept import facts_key, pack_facts, pack_standing, standing_key
from services.auditor.worker.partition_state import PartitionState, encode
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.topics import create_topics, partition_of

AGENCIES = 100_000
PARTITIONS = 6
WRITER = 1
LIMIT = 180
"""Seconds for anything."""
MIB = 1024 * 1024


class Worker:
    """One worker process with a state folder of its own."""

    def __init__(self, name: str, folder: Path, bootstrap_servers: str) -> None:
        self.state = folder / name / "state"
        self._port = free_port()
        environment = os.environ | {
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "MOHLAT_PARTITIONS": str(PARTITIONS),
            "MOHLAT_HTTP_PORT": str(self._port),
            "MOHLAT_STATE_DIR": str(self.state),
            "MOHLAT_CLOCK": "simulated",
        }
        command = [str(Path(sys.executable).parent / "mohlat"), "auditor", "worker"]
        self.daemon = Daemon(name, command, folder / f"{name}.log", env=environment)

    async def started(self) -> float:
        """Seconds from the start of the process until it says that it is ready."""
        began = perf_counter()
        self.daemon.start()
        await self.ready()
        return perf_counter() - began

    async def ready(self, limit: float = LIMIT) -> None:
        async with asyncio.timeout(limit):
            while not await asyncio.to_thread(self._is_ready):  # noqa: ASYNC110 - another process sets no event
                await asyncio.sleep(0.1)

    def _is_ready(self) -> bool:
        connection = HTTPConnection(LOOPBACK, self._port, timeout=3)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def memory(self, what: str = "VmRSS") -> float:
        """MiB now; the most so far with `VmHWM`."""
        lines = Path(f"/proc/{self.daemon.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(what)).split()[1]) / 1024


async def main(agencies: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="mohlat-bench-"))
    kafka = Kafka(folder / "kafka")
    workers = []
    try:
        await asyncio.to_thread(kafka.start)
        workers = [Worker(f"worker-{n}", folder, kafka.bootstrap_servers) for n in (1, 2)]
        await _measure(agencies, kafka.bootstrap_servers, *workers)
    finally:
        for worker in workers:
            worker.daemon.kill()
        kafka.kill()
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(agencies: int, bootstrap_servers: str, worker: Worker, second: Worker) -> None:
    await create_topics(bootstrap_servers, "", PARTITIONS)
    async with Publisher(bootstrap_servers, PARTITIONS, delivery_limit=LIMIT) as publisher:
        size = await _a_year_behind(publisher, bootstrap_servers, agencies)
        print(f"{agencies:,} agencies, {size:,} bytes each, {agencies * size / MIB:,.0f} MiB in the changelog")
        _tell("ready on an empty disk, s", await worker.started())
        _tell("memory then, MiB", worker.memory())
        worker.daemon.kill()
        _tell("ready again after a kill, on its own disk, s", await worker.started())
        async with _verdict_ticks(bootstrap_servers) as ticks:
            for hours, what in ((1, "one worker"), (26, "two workers")):
                if hours > 1:
                    second.daemon.start()
                    await second.ready()
                    await worker.ready()
                    _tell("memory of each before, MiB", worker.memory(), second.memory())
                seconds = await _judged(publisher, ticks, DEADLINE + timedelta(hours=hours))
                _tell(f"a tick with {agencies:,} deadlines, {what}, s", seconds)
                _tell("  a second", agencies / seconds)
                _tell("memory at most so far, MiB", worker.memory("VmHWM"))
        second.daemon.kill()
        worker.daemon.kill()
        _tell("ready again after a kill of both, one of them, on its own disk, s", await worker.started())
        worker.daemon.kill()
        shutil.rmtree(worker.state)
        _tell("ready on an empty disk, with all that was said since, s", await worker.started())
        _tell("memory at most, MiB", worker.memory("VmHWM"))


def _tell(what: str, *values: float) -> None:
    print(f"{what:<70}" + "".join(f"{value:>10,.1f}" for value in values), flush=True)


async def _a_year_behind(publisher: Publisher, bootstrap_servers: str, agencies: int) -> int:
    """Fill the changelog; the size of a case."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    configs = CHANGELOG_CONFIG | {"cleanup.policy": "compact"}
    await admin.create_topics([NewTopic(CHANGELOG, PARTITIONS, 1, topic_configs=configs)])
    await admin.close()
    facts, standing, state = _a_year()
    first = code(0).encode()
    for start in range(0, agencies, 5_000):
        await publisher.publish_packed(
            Outgoing(
                topic=CHANGELOG,
                key=key(code(n)).decode(),
                value=value.replace(first, code(n).encode()),
                partition=partition_of(code(n), PARTITIONS),
            )
            for n in range(start, min(start + 5_000, agencies))
            for key, value in ((standing_key, standing), (facts_key, facts))
        )
    await publisher.publish(
        Outgoing(topic=CHANGELOG, key=state_key(p).decode(), partition=p, value=state) for p in range(PARTITIONS)
    )
    return len(facts) + len(standing)


def _a_year() -> tuple[bytes, bytes, bytes]:
    """Facts and standing of one agency, and the state of its partition, as a worker leaves them."""
    store = BytesInMemory()
    auditor = PartitionAuditor(store)
    for agency, events in read([(code(0), law(code(0)))]):
        auditor.facts("registry", agency, events, START)
    for week in range(WEEKS):
        known_at = START + timedelta(weeks=week, hours=1, minutes=5)
        for agency, events in read([(code(0), heartbeats(code(0), [week]))]):
            auditor.facts("evidence", agency, events, known_at)
        _tick_both(auditor, known_at + timedelta(hours=1))
    _tick_both(auditor, DEADLINE)
    case = store.get(code(0))
    assert case is not None  # noqa: S101
    standing = pack_standing(WRITER, case.progress, store.cases[code(0)][1])
    return pack_facts(WRITER, case), standing, encode(PartitionState(time=store.time))


def _tick_both(auditor: PartitionAuditor, to: datetime) -> None:
    auditor.tick("registry", tick(to))
    auditor.tick("evidence", tick(to))


async def _judged(publisher: Publisher, ticks: AIOKafkaConsumer, to: datetime) -> float:
    """Tick every partition of both topics; the seconds until the last verdict tick is in the log."""
    waiting = set(range(PARTITIONS))
    began = perf_counter()
    for topic, source in ((topics.REGISTRY, sources.REGISTRY), (topics.EVIDENCE, sources.connector("bench"))):
        await publisher.publish(_ticks(topic.name, source, to))
    while waiting:
        if perf_counter() - began > LIMIT:
            raise TimeoutError(f"no verdict tick in {sorted(waiting)}")
        for place, records in (await ticks.getmany(timeout_ms=200)).items():
            for record in records:
                for event in decode_batch(record.value):
                    if isinstance(event, ClockTicked) and event.data.open_to >= to:
                        waiting.discard(place.partition)
    return perf_counter() - began


def _ticks(topic: str, source: str, to: datetime) -> Iterator[Outgoing]:
    data = tick(to)
    event = ClockTicked(id=f"{source}:{to}", source=source, time=to, data=data)
    told = {headers.KNOWN_AT: to.isoformat(), headers.CONTENT_TYPE: BATCH_CONTENT_TYPE}
    for partition in range(PARTITIONS):
        yield Outgoing(topic=topic, partition=partition, value=encode_batch([event]), headers=told)


@asynccontextmanager
async def _verdict_ticks(bootstrap_servers: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, enable_auto_commit=False)
    await consumer.start()
    consumer.assign([TopicPartition(topics.VERDICTS.name, partition) for partition in range(PARTITIONS)])
    await consumer.seek_to_end()
    try:
        yield consumer
    finally:
        await consumer.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else AGENCIES))
