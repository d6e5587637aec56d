"""The real processes while their servers go away and come back."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import free_port
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.plumbing.database import migrate
from services.plumbing.topics import create_topics
from services.registry.cli import MIGRATIONS, SCHEMA
from tests.integration.registry.world import START, an_agency, read_topic, ticks_to
from tests.stacks import Broker
from tests.waiting import wait_until

PARTITIONS = 3
GROUP = {"name_fa": "سازمان‌ها", "name_en": "Organisations"}


class Processes:
    """`mohlat registry api` and any number of `mohlat registry relay`, killed at the end."""

    def __init__(self, folder: Path, bootstrap_servers: str, database_url: str, topic_prefix: str) -> None:
        self._folder = folder
        self._environment = os.environ | {
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "MOHLAT_DATABASE_URL": database_url,
            "MOHLAT_TOPIC_PREFIX": topic_prefix,
            "MOHLAT_PARTITIONS": str(PARTITIONS),
            "MOHLAT_CLOCK": "simulated",
        }
        self._daemons: list[Daemon] = []

    def start(self, command: str) -> tuple[Daemon, str]:
        """The process, and the address of its HTTP side."""
        port, name = free_port(), f"{command}-{len(self._daemons)}"
        mohlat = str(Path(sys.executable).parent / "mohlat")
        environment = self._environment | {"MOHLAT_HTTP_PORT": str(port)}
        daemon = Daemon(name, [mohlat, "registry", command], self._folder / f"{name}.log", env=environment)
        daemon.start()
        self._daemons.append(daemon)
        return daemon, f"http://127.0.0.1:{port}"

    def kill(self) -> None:
        for daemon in self._daemons:
            daemon.kill()


def readiness(address: str) -> int:
    try:
        return httpx2.get(f"{address}/readyz", timeout=5).status_code
    except httpx2.TransportError:
        return 0


def send(address: str, method: str, path: str, body: Any) -> httpx2.Response:
    return httpx2.request(method, f"{address}/v1{path}", json=body, timeout=20)


def move(address: str, to: str) -> None:
    assert send(address, "POST", "/clock", {"from": START, "to": to}).status_code == 200


async def ticked(bootstrap_servers: str, prefix: str, to: str) -> int:
    """How many records the topic holds when every partition has the tick."""
    instant = datetime.fromisoformat(to)
    topic = f"{prefix}mohlat.registry.v1"
    return len(await read_topic(bootstrap_servers, topic, lambda found: ticks_to(found, instant, PARTITIONS)))


@pytest.fixture
def processes(tmp_path: Path, kafka: Broker, own_postgres: Postgres, topic_prefix: str) -> Iterator[Processes]:
    started = Processes(tmp_path, kafka.bootstrap_servers, own_postgres.url(), topic_prefix)
    migrate(own_postgres.url(), MIGRATIONS, SCHEMA)
    yield started
    started.kill()


async def test_a_stopped_database_is_waited_for(
    kafka: Broker, own_postgres: Postgres, processes: Processes, topic_prefix: str
) -> None:
    await create_topics(kafka.bootstrap_servers, topic_prefix, PARTITIONS)
    (_, api), (_, relay) = processes.start("api"), processes.start("relay")
    wait_until(lambda: readiness(api) == readiness(relay) == 200, what="readiness")
    move(api, START)
    await ticked(kafka.bootstrap_servers, topic_prefix, START)

    own_postgres.kill()
    wait_until(lambda: readiness(api) == readiness(relay) == 503, limit=10, what="the loss to be noticed")
    refused = send(api, "PUT", "/groups/organisations", GROUP)
    assert (refused.status_code, refused.json()["name"]) == (503, "database-unavailable")
    assert refused.headers["retry-after"]

    own_postgres.start()
    wait_until(lambda: readiness(api) == readiness(relay) == 200, what="readiness again")
    move(api, "2022-04-01T20:30:00Z")
    await ticked(kafka.bootstrap_servers, topic_prefix, "2022-04-01T20:30:00Z")


async def test_a_killed_relay_is_followed_by_the_one_that_waits(
    kafka: Broker, processes: Processes, topic_prefix: str
) -> None:
    await create_topics(kafka.bootstrap_servers, topic_prefix, PARTITIONS)
    (_, api), (first, address) = processes.start("api"), processes.start("relay")
    wait_until(lambda: readiness(api) == readiness(address) == 200, what="readiness")
    move(api, START)
    await ticked(kafka.bootstrap_servers, topic_prefix, START)
    _, second = processes.start("relay")
    wait_until(lambda: readiness(second) == 200, what="readiness of the second")
    first.kill()
    move(api, "2022-04-01T20:30:00Z")
    assert await ticked(kafka.bootstrap_servers, topic_prefix, "2022-04-01T20:30:00Z") >= 2 * PARTITIONS


async def test_a_killed_broker_is_waited_for_and_gets_what_was_committed_meanwhile(
    tmp_path: Path, own_kafka: Kafka, migrated: str, topic_prefix: str
) -> None:
    await create_topics(own_kafka.bootstrap_servers, topic_prefix, PARTITIONS)
    processes = Processes(tmp_path, own_kafka.bootstrap_servers, migrated, topic_prefix)
    try:
        (_, api), (_, relay) = processes.start("api"), processes.start("relay")
        wait_until(lambda: readiness(api) == readiness(relay) == 200, what="readiness")
        own_kafka.kill()
        wait_until(lambda: readiness(relay) == 503, limit=10, what="the loss to be noticed")
        move(api, START)
        assert send(api, "PUT", "/groups/organisations", GROUP).status_code == 201
        assert send(api, "POST", "/agencies", [an_agency()]).status_code == 201
        move(api, "2022-04-01T20:30:00Z")
        assert readiness(api) == 200
        own_kafka.start()
        wait_until(lambda: readiness(relay) == 200, limit=60, what="readiness again")
        await ticked(own_kafka.bootstrap_servers, topic_prefix, "2022-04-01T20:30:00Z")
    finally:
        processes.kill()
