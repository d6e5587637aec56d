"""Several replicas of the connector as processes, agencies that post to them without end, and a registry that ticks."""

import asyncio
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Self

import httpx2
from aiokafka import ConsumerRecord
from mohlat_contracts import encode_batch, sources, topics
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.codec import Event
from mohlat_contracts.registry import KeyData, KeyEnrolled
from mohlat_sdk import SigningKey, generate_key

from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, free_port
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.topics import create_topics, partition_of, topic_name
from tests.integration.connector.posting import batch, heartbeat, signed
from tests.integration.connector.surroundings import PARTITIONS, read_topic
from tests.unit.auditor import events
from tests.waiting import wait_until

EVERY = 0.5
"""Seconds between an agency's posts."""


class TickingRegistry:
    """Writes keys and duties to the registry topic, and the true time into every partition every second."""

    def __init__(self, bootstrap_servers: str, prefix: str) -> None:
        self.bootstrap_servers, self.prefix = bootstrap_servers, prefix
        self._topic = topic_name(prefix, topics.REGISTRY)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._tick()))
        asyncio.run(create_topics(bootstrap_servers, prefix, PARTITIONS))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(20)

    def say(self, facts: list[tuple[str, Event]]) -> None:
        """Facts by their agencies, known a moment before the topic's time goes on."""

        async def publish() -> None:
            async with Publisher(self.bootstrap_servers, PARTITIONS) as publisher:
                known_at = {"known_at": facts[0][1].time.isoformat()}
                await publisher.publish(
                    Outgoing(self._topic, encode_batch([event]), agency, known_at) for agency, event in facts
                )

        asyncio.run(publish())

    async def _tick(self) -> None:
        async with Publisher(self.bootstrap_servers, PARTITIONS) as publisher:
            while not self._stopped.is_set():
                now = datetime.now(UTC)
                data = TickData(writer="registry", epoch=1, open_from=now, open_to=now)
                value = encode_batch([ClockTicked(id=f"t{now}", source=sources.REGISTRY, time=now, data=data)])
                await publisher.publish(Outgoing(self._topic, value, partition=each) for each in range(PARTITIONS))
                await asyncio.to_thread(self._stopped.wait, 1)


@dataclass
class Post:
    agency: str
    event_id: str
    at: datetime
    status: int | None


@dataclass
class Replica:
    """A process, its agencies (one for each partition), and what became of their posts."""

    name: str
    process: Daemon
    url: str
    clock: Path
    keys: dict[str, SigningKey]
    posts: list[Post] = field(default_factory=list)

    def ready(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/readyz", timeout=3).status_code == 200
        except httpx2.TransportError:
            return False

    def hindrance(self) -> str:
        """What it says of why it is not ready."""
        return str(httpx2.get(f"{self.url}/readyz", timeout=3).json()["checks"]["door"])

    def set_clock(self, ahead: timedelta) -> None:
        written = self.clock.with_suffix(".new")
        written.write_text(str(ahead.total_seconds()))
        written.replace(self.clock)

    def accepted(self) -> set[tuple[str, str]]:
        return {(post.agency, post.event_id) for post in self.posts if post.status == 202}

    def post_until(self, stopped: threading.Event) -> None:
        """As its agencies do, one event after the other; a refused one is not sent again."""
        names = count()
        with httpx2.Client(timeout=7) as client:
            while not stopped.wait(EVERY):
                for agency in self.keys:
                    self._post(client, agency, f"{self.name}-{next(names)}")

    def _post(self, client: httpx2.Client, agency: str, event_id: str) -> None:
        at, url = datetime.now(UTC), f"{self.url}/v1/events"
        request = signed(self.keys[agency], url, batch([heartbeat(agency, at, event_id)]))
        try:
            status = client.post(url, content=request.body, headers=request.headers).status_code
        except httpx2.TransportError:
            status = None
        self.posts.append(Post(agency, event_id, at, status))


class Several:
    """Replicas by name; agencies are enrolled and bound, and post until the end."""

    def __init__(self, folder: Path, registry: TickingRegistry) -> None:
        self._folder, self._registry = folder, registry
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._running = ExitStack()
        self.replicas: dict[str, Replica] = {}

    def start(self, name: str, bootstrap_servers: str, **settings: str) -> Replica:
        port, clock = free_port(), self._folder / f"{name}.clock"
        clock.write_text("0")
        environment = {
            **os.environ,
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "MOHLAT_TOPIC_PREFIX": self._registry.prefix,
            "MOHLAT_PARTITIONS": str(PARTITIONS),
            "MOHLAT_CLOCK": "system",
            "MOHLAT_HTTP_PORT": str(port),
            "MOHLAT_REPLICA": name,
            **settings,
        }
        command = [sys.executable, "-m", "tests.integration.connector.shifted", str(clock)]
        process = Daemon(name, command, self._folder / f"{name}.log", env=environment)
        process.start()
        self._running.callback(process.kill)
        replica = Replica(name, process, f"http://{LOOPBACK}:{port}", clock, _agencies(name))
        self.replicas[name] = replica
        return replica

    def enrol(self, deadline: datetime) -> None:
        """Keys for all agencies, and a duty to be connected by then."""
        now = datetime.now(UTC)
        facts: list[tuple[str, Event]] = []
        for replica in self.replicas.values():
            for agency, key in replica.keys.items():
                data = KeyData(agency=agency, key_id=key.key_id, revision=1, public_key=key.public_key)
                facts.append((agency, KeyEnrolled(id=key.key_id, source=sources.REGISTRY, time=now, data=data)))
                duty = events.duty([deadline], bound=((now, None),), announced=[now], agency=agency).event
                facts.append((agency, duty))
        self._registry.say(facts)

    def begin_posting(self) -> None:
        for replica in self.replicas.values():
            self._threads.append(threading.Thread(target=replica.post_until, args=(self._stopped,)))
            self._threads[-1].start()

    def stop_posting(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(30)

    def wait_ready(self, *names: str, limit: float = 60.0) -> None:
        for name in names or tuple(self.replicas):
            wait_until(self.replicas[name].ready, limit, f"{name} to be ready")

    def evidence(self) -> list[ConsumerRecord]:
        return read_topic(self._registry.bootstrap_servers, topic_name(self._registry.prefix, topics.EVIDENCE))

    def registry(self) -> list[ConsumerRecord]:
        return read_topic(self._registry.bootstrap_servers, topic_name(self._registry.prefix, topics.REGISTRY))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._running.close()


def _agencies(replica: str) -> dict[str, SigningKey]:
    """One for each partition, with its key."""
    found: dict[int, str] = {}
    names: Iterator[str] = (f"{replica}-{number}" for number in count())
    while len(found) < PARTITIONS:
        name = next(names)
        found.setdefault(partition_of(name, PARTITIONS), name)
    return {found[number]: generate_key() for number in range(PARTITIONS)}
