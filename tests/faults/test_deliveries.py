"""Agencies send through the SDK while connector, broker and their own process are killed: nothing taken is lost."""

import os
import random
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import httpx2
import pytest
from aiokafka.errors import KafkaError
from mohlat_contracts.content import read_content
from mohlat_sdk import generate_key

from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, free_port
from deploy.local.daemons.supervisor import Supervisor
from deploy.local.kafka import Kafka
from services.plumbing.publisher import NotPublished
from tests.integration.connector.surroundings import PARTITIONS, Registry, batches, read_evidence
from tests.stacks import new_topic_prefix
from tests.waiting import wait_until

PROOF = bool(os.environ.get("MOHLAT_PROOF"))
AGENCIES, EVENTS = (1_000, 100) if PROOF else (20, 50)
KILLS = 10 if PROOF else 2
"""Of each process."""


class World:
    """One broker, one connector, and the process in which the agencies send; each is brought back when it ends."""

    def __init__(self, kafka: Kafka, folder: Path) -> None:
        self.kafka, self.folder = kafka, folder
        self.registry = Registry(kafka.bootstrap_servers, new_topic_prefix())
        self.agencies = [f"agency-{number:04}" for number in range(AGENCIES)]
        self._enrol()
        port = free_port()
        self.url = f"http://{LOOPBACK}:{port}"
        environment = os.environ | {
            "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
            "MOHLAT_TOPIC_PREFIX": self.registry.prefix,
            "MOHLAT_PARTITIONS": str(PARTITIONS),
            "MOHLAT_CLOCK": "system",
            "MOHLAT_HTTP_PORT": str(port),
        }
        serve = [str(Path(sys.executable).with_name("mohlat")), "connector", "serve"]
        self.connector = Daemon("connector", serve, folder / "connector.log", env=environment)
        send = [sys.executable, "-m", "tests.faults.sending", str(folder), self.url, str(EVENTS)]
        self.sending = Daemon("sending", send, folder / "sending.log")

    def _enrol(self) -> None:
        keys = {agency: generate_key() for agency in self.agencies}
        (self.folder / "keys").mkdir()
        for agency, key in keys.items():
            key.save(self.folder / "keys" / f"{agency}.pem")
        self.registry.enrol_all(keys, datetime.now(UTC))

    def taken(self) -> list[tuple[str, int, str]]:
        """What the SDK has taken: agency, number, id."""
        path = self.folder / "journal"
        whole = path.read_text().rpartition("\n")[0] if path.exists() else ""
        return [(agency, int(number), name) for agency, number, name in map(str.split, whole.splitlines())]

    def progress(self) -> float:
        return len(self.taken()) / (AGENCIES * EVENTS)

    def accepting(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self, name: str) -> None:
        match name:
            case "connector":
                self.connector.kill()  # its supervisor starts it again
            case "broker":
                self.kafka.kill()
                self.kafka.start()
            case "sending":
                self.sending.kill()
                self.sending.start()


@contextmanager
def alive(world: World) -> Iterator[None]:
    """The connector under a supervisor, and a registry whose time goes on whenever there is a broker."""
    over = threading.Event()
    supervisor = Supervisor(lambda _: None)

    def tick() -> None:
        while not over.wait(1.0):
            try:
                world.registry.tick(datetime.now(UTC))
            except (KafkaError, NotPublished, OSError):
                continue

    ticking = threading.Thread(target=tick, daemon=True)
    ticking.start()
    supervisor.watch(world.connector)
    try:
        wait_until(world.accepting, 60, "the connector's readiness")
        yield
    finally:
        over.set()
        supervisor.close()
        for daemon in (world.sending, world.connector):
            daemon.kill()
        ticking.join(30)


@pytest.mark.timeout(3_000 if PROOF else 240)
def test_whatever_is_killed_every_event_the_sdk_has_taken_is_in_the_log_and_in_its_order(
    own_kafka: Kafka, tmp_path: Path
) -> None:
    world, draw = World(own_kafka, tmp_path), random.Random(7)  # noqa: S311  (moments, not secrets)
    victims = ["connector", "broker", "sending"] * KILLS
    draw.shuffle(victims)
    moments = sorted(draw.uniform(0.02, 0.9) for _ in victims)
    with alive(world):
        world.sending.start()
        for moment, victim in zip(moments, victims, strict=True):
            wait_until(lambda moment=moment: world.progress() >= moment, 300, f"a share of {moment:.2f}")  # type: ignore[misc]
            world.kill(victim)
        status = world.sending.wait(600 if PROOF else 120)
        assert status == 0, world.sending.last_words(40)
    check(world)


def check(world: World) -> None:
    logged = read_logged(world.registry)
    taken: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for agency, number, name in world.taken():
        taken[agency].append((number, name))
    assert sorted(taken) == world.agencies
    for agency, events in taken.items():
        assert [number for number, _ in events] == list(range(EVENTS))
        places = [logged[agency].get(name) for _, name in events]
        assert None not in places, f"{agency} lost {[name for _, name in events if name not in logged[agency]]}"
        assert all(before < after for before, after in pairwise(places)), f"{agency}: out of order"  # type: ignore[operator]


def read_logged(registry: Registry) -> dict[str, dict[str, tuple[int, int]]]:
    """Agency to event id to the place where it first stands in the log: offset, and place in the record."""
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for record in batches(read_evidence(registry)):
        headers = {name: value.decode() for name, value in record.headers}
        encoding = headers.get("content-encoding", "identity")
        for place, decoded in enumerate(read_content(record.value, headers["content-type"], encoding)):
            found[record.key.decode()].setdefault(decoded.event.id, (record.offset, place))
    return found
