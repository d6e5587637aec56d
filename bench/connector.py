"""A connector to measure: its process on a Kafka of its own, and requests signed in advance."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
from mohlat_contracts import encode_batch, sources, topics
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData
from mohlat_contracts.registry import KeyData, KeyEnrolled
from mohlat_sdk import SigningKey, generate_key
from mohlat_sdk.signing import RequestSigner

from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, free_port
from deploy.local.kafka import Kafka
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.topics import create_topics

PARTITIONS = 6
AGENCIES = 100
PLENTY = "1000000"
"""Requests that one key and one address may send in a minute: here all come from one."""


@dataclass(frozen=True)
class Signed:
    """One request, taken apart for a check and as it goes on the wire."""

    url: str
    headers: dict[str, str]
    body: bytes

    def wire(self) -> bytes:
        lines = [f"{name}: {value}" for name, value in self.headers.items()]
        head = [f"POST {urlsplit(self.url).path} HTTP/1.1", f"Host: {urlsplit(self.url).netloc}", *lines]
        return "\r\n".join([*head, f"Content-Length: {len(self.body)}", "", ""]).encode() + self.body


class Senders:
    """Agencies with keys, in turn."""

    def __init__(self) -> None:
        self.keys: dict[str, SigningKey] = {f"agency-{number:03}": generate_key() for number in range(AGENCIES)}

    def requests(self, url: str, count: int, events: int) -> Iterator[Signed]:
        """So many requests of so many heartbeats each, signed now."""
        signers = {agency: RequestSigner(key, key.key_id) for agency, key in self.keys.items()}
        for number in range(count):
            agency = f"agency-{number % AGENCIES:03}"
            body = encode_batch(_heartbeat(agency) for _ in range(events))
            yield Signed(url, dict(signers[agency].headers(url, body, datetime.now(UTC))), body)


def _heartbeat(agency: str) -> ConnectionHeartbeat:
    data = HeartbeatData(services=(f"{agency}-s01", f"{agency}-s02"))
    return ConnectionHeartbeat(id=str(uuid4()), source=sources.agency(agency), time=datetime.now(UTC), data=data)


@dataclass
class Measured:
    """Where it listens, its broker, and what its process has used."""

    port: int
    bootstrap_servers: str
    process: Daemon

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/v1/events"

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.process)


def cpu_seconds(process: Daemon) -> float:
    """Processor time that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def a_connector(senders: Senders) -> AsyncIterator[Measured]:
    """A broker, topics, enrolled keys, a ticking registry, and one connector on the system clock."""
    async with AsyncExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="mohlat-bench-")))
        kafka = Kafka(folder / "kafka")
        closing.callback(kafka.kill)
        await asyncio.to_thread(kafka.start)
        await create_topics(kafka.bootstrap_servers, "", PARTITIONS)
        publisher = await closing.enter_async_context(Publisher(kafka.bootstrap_servers, PARTITIONS))
        await publisher.publish(_enrolment(agency, key) for agency, key in senders.keys.items())
        ticking = asyncio.create_task(_tick(publisher))
        closing.callback(ticking.cancel)
        port = free_port()
        process = started("connector", ["connector", "serve"], port, folder, kafka.bootstrap_servers)
        closing.callback(process.kill)
        await ready(port)
        yield Measured(port, kafka.bootstrap_servers, process)


def started(name: str, arguments: list[str], port: int, folder: Path, bootstrap_servers: str) -> Daemon:
    environment = os.environ | {
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
        "MOHLAT_PARTITIONS": str(PARTITIONS),
        "MOHLAT_CLOCK": "system",
        "MOHLAT_HTTP_PORT": str(port),
        "MOHLAT_LIMIT_PER_KEY": PLENTY,
        "MOHLAT_LIMIT_PER_ADDRESS": PLENTY,
    }
    command = [str(Path(sys.executable).parent / "mohlat"), *arguments]
    process = Daemon(name, command, folder / f"{name}.log", env=environment)
    process.start()
    return process


async def ready(port: int) -> None:
    async with asyncio.timeout(60), httpx2.AsyncClient() as client:
        while True:
            try:
                if (await client.get(f"http://{LOOPBACK}:{port}/readyz")).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            await asyncio.sleep(0.2)


def _enrolment(agency: str, key: SigningKey) -> Outgoing:
    data = KeyData(agency=agency, key_id=key.key_id, revision=1, public_key=key.public_key)
    event = KeyEnrolled(id=key.key_id, source=sources.REGISTRY, time=datetime.now(UTC), data=data)
    return Outgoing(topics.REGISTRY.name, encode_batch([event]), agency)


async def _tick(publisher: Publisher) -> None:
    """The registry's time, every second."""
    while True:
        now = datetime.now(UTC)
        tick = TickData(writer="registry", epoch=1, open_from=now, open_to=now)
        event = ClockTicked(id=now.isoformat(), source=sources.REGISTRY, time=now, data=tick)
        await publisher.publish(
            Outgoing(topics.REGISTRY.name, encode_batch([event]), partition=number) for number in range(PARTITIONS)
        )
        await asyncio.sleep(1)
