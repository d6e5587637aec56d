"""What stands around a connector under test: its process, the registry's topic, the evidence it wrote."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

import httpx2
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from mohlat_contracts import decode_batch, encode_batch, sources, topics
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.registry import KeyData, KeyEnrolled
from mohlat_sdk import SigningKey

from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.records import read_record
from services.plumbing.topics import create_topics, topic_name
from tests.waiting import wait_until

PARTITIONS = 3


class Registry:
    """Writes to the registry topic what a connector reads of it."""

    def __init__(self, bootstrap_servers: str, prefix: str) -> None:
        self.bootstrap_servers, self.prefix = bootstrap_servers, prefix
        self._topic = topic_name(prefix, topics.REGISTRY)
        asyncio.run(create_topics(bootstrap_servers, prefix, PARTITIONS))

    def enrol(self, agency: str, key: SigningKey, at: datetime) -> None:
        self.enrol_all({agency: key}, at)

    def enrol_all(self, keys: Mapping[str, SigningKey], at: datetime) -> None:
        self._publish(self._enrolment(agency, key, at) for agency, key in keys.items())

    def _enrolment(self, agency: str, key: SigningKey, at: datetime) -> Outgoing:
        data = KeyData(agency=agency, key_id=key.key_id, revision=1, public_key=key.public_key)
        event = KeyEnrolled(id=key.key_id, source=sources.REGISTRY, time=at, data=data)
        return Outgoing(self._topic, encode_batch([event]), agency)

    def tick(self, at: datetime) -> None:
        data = TickData(writer="registry", epoch=1, open_from=at, open_to=at)
        event = ClockTicked(id=f"tick-{at.isoformat()}", source=sources.REGISTRY, time=at, data=data)
        self._publish(Outgoing(self._topic, encode_batch([event]), partition=number) for number in range(PARTITIONS))

    def _publish(self, records: Iterable[Outgoing]) -> None:
        async def publish() -> None:
            async with Publisher(self.bootstrap_servers, PARTITIONS) as publisher:
                await publisher.publish(list(records))

        asyncio.run(publish())


def read_evidence(registry: Registry) -> list[ConsumerRecord]:
    """Every record of the evidence topic, partition by partition."""
    return read_topic(registry.bootstrap_servers, topic_name(registry.prefix, topics.EVIDENCE))


def read_topic(bootstrap_servers: str, topic: str) -> list[ConsumerRecord]:
    """Every record of a topic, partition by partition."""
    return asyncio.run(_read(bootstrap_servers, topic))


async def _read(bootstrap_servers: str, topic: str) -> list[ConsumerRecord]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, enable_auto_commit=False)
    partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    await consumer.start()
    try:
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[ConsumerRecord] = []
        for partition in partitions:
            while await consumer.position(partition) < ends[partition]:
                found += (await consumer.getmany(partition, timeout_ms=200)).get(partition, [])
        return found
    finally:
        await consumer.stop()


def batches(records: Iterable[ConsumerRecord]) -> list[ConsumerRecord]:
    return [record for record in records if record.key is not None]


def event_ids(records: Iterable[ConsumerRecord]) -> list[str]:
    return [decoded.event.id for record in batches(records) for decoded in read_record(record).events]


def ticks(records: Iterable[ConsumerRecord]) -> dict[int, list[TickData]]:
    """Of each partition, in their order."""
    found: dict[int, list[TickData]] = {number: [] for number in range(PARTITIONS)}
    for record in records:
        if record.key is None:
            [event] = decode_batch(record.value)
            assert isinstance(event, ClockTicked)
            found[record.partition].append(event.data)
    return found


@contextmanager
def an_open_connector(
    registry: Registry, keys: Mapping[str, SigningKey], at: datetime, folder: Path
) -> Iterator["ConnectorProcess"]:
    """A connector that knows these agencies and is open at this instant of the simulated clock."""
    registry.enrol_all(keys, at)
    registry.tick(at)
    process = ConnectorProcess(registry, folder / "connector.log").start()
    try:
        assert process.move(at, at).status_code == 200
        yield process
    finally:
        process.kill()


class ConnectorProcess:
    """`mohlat connector serve`; after `kill` or `stop` it may be started again."""

    def __init__(
        self, registry: Registry, log: Path, clock: str = "simulated", settings: Mapping[str, str] | None = None
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._log = log
        self._environment = {
            **os.environ,
            "KAFKA_BOOTSTRAP_SERVERS": registry.bootstrap_servers,
            "MOHLAT_TOPIC_PREFIX": registry.prefix,
            "MOHLAT_PARTITIONS": str(PARTITIONS),
            "MOHLAT_CLOCK": clock,
            "MOHLAT_HTTP_PORT": str(port),
            **(settings or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        command = [str(Path(sys.executable).with_name("mohlat")), "connector", "serve"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environment, stderr=log)  # noqa: S603
        wait_until(self.ready, 60, "the connector's readiness")
        return self

    def ready(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx2.TransportError:
            assert self._process is not None
            assert self._process.poll() is None, self._log.read_text()[-3000:]
            return False

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def move(self, start: datetime, to: datetime) -> httpx2.Response:
        body = {"from": start.isoformat(), "to": to.isoformat()}
        return httpx2.post(f"{self.url}/v1/clock", json=body, timeout=15)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(number)
        code = self._process.wait(timeout=30)
        self._process = None
        return code
