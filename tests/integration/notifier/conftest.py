"""A notifier as a process of its own, between real logs and a real SMTP server."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from mohlat_contracts import decode_batch, topics
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.notices import NoticeAccepted

from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, free_port
from services.notifier.cli import notify
from services.notifier.models import SCHEMA
from services.notifier.settings import NotifierSettings
from services.plumbing.database import migrate
from services.plumbing.follower import Follower
from services.plumbing.publisher import Publisher
from services.plumbing.records import Record
from services.plumbing.topics import create_topics, topic_name
from tests.integration.notifier.logs import PARTITIONS, Logs
from tests.integration.notifier.scripted_relay import ScriptedRelay
from tests.stacks import Broker

MIGRATIONS = Path(__file__).parents[3] / "services" / "notifier" / "migrations"
NotifierStarter = Callable[[], Daemon]
NotifierRunner = Callable[..., str]


class Notices:
    """What the notices topic says."""

    def __init__(self) -> None:
        self.accepted: list[NoticeAccepted] = []
        self.through: dict[int, object] = {}

    def fold(self, record: Record) -> None:
        for event in decode_batch(record.value or b""):
            if isinstance(event, NoticeAccepted):
                self.accepted.append(event)
            elif isinstance(event, ClockTicked):
                self.through[record.partition] = event.data.open_to

    def settled_through(self, at: object) -> bool:
        return len(self.through) == PARTITIONS and all(through == at for through in self.through.values())


@pytest.fixture
async def logs(kafka: Broker, topic_prefix: str) -> AsyncIterator[Logs]:
    await create_topics(kafka.bootstrap_servers, topic_prefix, PARTITIONS)
    async with Publisher(kafka.bootstrap_servers, PARTITIONS) as publisher:
        yield Logs(publisher, topic_prefix)


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    relay = ScriptedRelay()
    relay.start()
    yield relay
    relay.stop()


@pytest.fixture
async def notices(kafka: Broker, topic_prefix: str, logs: Logs) -> AsyncIterator[Notices]:
    notices = Notices()
    topic = topic_name(topic_prefix, topics.NOTICES)
    async with Follower(kafka.bootstrap_servers, topic, PARTITIONS, notices.fold) as follower:
        task = asyncio.create_task(follower.run())
        yield notices
        task.cancel()


@pytest.fixture
def settings(kafka: Broker, topic_prefix: str, database_url: str, relay: ScriptedRelay, logs: Logs) -> NotifierSettings:
    """Of a notifier under the simulated clock, its schema ready."""
    migrate(database_url, MIGRATIONS, SCHEMA)
    return NotifierSettings(
        kafka_bootstrap_servers=kafka.bootstrap_servers,
        database_url=database_url,
        smtp_url=relay.url,
        topic_prefix=topic_prefix,
        partitions=PARTITIONS,
        clock="simulated",
        http_port=free_port(),
    )


@pytest.fixture
async def run_notifier(settings: NotifierSettings) -> AsyncIterator[NotifierRunner]:
    """Runs one in this process, which saves its start; gives the address it answers at."""
    tasks: list[asyncio.Task[None]] = []

    def run(clock: str = "simulated") -> str:
        tasks.append(asyncio.create_task(notify(settings.model_copy(update={"clock": clock}))))
        return f"http://{LOOPBACK}:{settings.http_port}"

    yield run
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def start_notifier(settings: NotifierSettings, tmp_path: Path) -> Iterator[NotifierStarter]:
    """Starts one as a process of its own, to be killed or paused; a second call starts another beside it."""
    running: list[Daemon] = []

    def start() -> Daemon:
        name = f"notifier-{len(running)}"
        command = [str(Path(sys.executable).with_name("mohlat")), "notifier", "run"]
        running.append(Daemon(name, command, tmp_path / f"{name}.log", env=_environment(settings)))
        running[-1].start()
        return running[-1]

    yield start
    for daemon in running:
        daemon.stop()


def _environment(settings: NotifierSettings) -> dict[str, str]:
    return dict(os.environ) | {
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "MOHLAT_DATABASE_URL": settings.database_url,
        "MOHLAT_SMTP_URL": settings.smtp_url,
        "MOHLAT_TOPIC_PREFIX": settings.topic_prefix,
        "MOHLAT_PARTITIONS": str(settings.partitions),
        "MOHLAT_CLOCK": settings.clock,
        "MOHLAT_HTTP_PORT": str(free_port()),
    }
