"""Real surroundings for tests: started when the first test asks, once a run, and shared.

KAFKA_BOOTSTRAP_SERVERS and MOHLAT_DATABASE_URL replace the local ones; tests isolate themselves by topic prefix and
fresh database. The SMTP sink is always a local one: tests read its letters. What a test kills must be its own:
`own_kafka`, `own_postgres`, `smtp_sink`.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.smtp_sink import SmtpSink
from tests.stacks import (
    Broker,
    DatabaseServer,
    NamedBroker,
    NamedDatabaseServer,
    StackStarter,
    StartStack,
    new_topic_prefix,
)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """The shared broker: `kafka.bootstrap_servers`."""
    if named := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        yield NamedBroker(named)
        return
    yield from _own_kafka(tmp_path_factory.mktemp("kafka"))


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[Kafka]:
    """A broker of this test alone, to stop, kill, pause and start again."""
    yield from _own_kafka(tmp_path / "kafka")


def _own_kafka(folder: Path) -> Iterator[Kafka]:
    broker = Kafka(folder)
    try:
        yield broker.start()
    finally:
        broker.kill()  # its data are thrown away: no need for a slow controlled shutdown
        shutil.rmtree(folder / "data", ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[DatabaseServer]:
    """The shared server: `postgres.fresh_database()` is the URL of a new empty database."""
    if named := os.environ.get("MOHLAT_DATABASE_URL"):
        server = NamedDatabaseServer(named)
        yield server
        server.drop_all()
        return
    yield from _own_postgres()


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server of this test alone, to stop, kill, pause and start again."""
    yield from _own_postgres()


def _own_postgres() -> Iterator[Postgres]:
    # Not in pytest's private folder: PostgreSQL gives up root, and its data must still be reachable.
    folder = Path(tempfile.mkdtemp(prefix="mohlat-postgres-"))
    folder.chmod(0o755)
    server = Postgres(folder, fsync=False)
    try:
        yield server.start()
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def topic_prefix() -> str:
    """A prefix for topics and consumer groups that nobody else uses."""
    return new_topic_prefix()


@pytest.fixture
def database_url(postgres: DatabaseServer) -> str:
    """A new empty database."""
    return postgres.fresh_database()


@pytest.fixture
def smtp_sink(tmp_path: Path) -> Iterator[SmtpSink]:
    """A running SMTP sink: `.url`, `.messages()`, `.kill()`, `.start()`."""
    with SmtpSink(tmp_path / "smtp") as sink:
        yield sink


@pytest.fixture
def start_stack(tmp_path: Path, kafka: Broker, postgres: DatabaseServer) -> Iterator[StartStack]:
    """`start_stack(clock="simulated", workers=1, …)`: a ready stack; stopped after this test."""
    yield from _starter(StackStarter(tmp_path, kafka, postgres))


@pytest.fixture(scope="module")
def start_module_stack(
    tmp_path_factory: pytest.TempPathFactory, kafka: Broker, postgres: DatabaseServer
) -> Iterator[StartStack]:
    """The same for a whole module: for a fixture that several of its tests share."""
    yield from _starter(StackStarter(tmp_path_factory.mktemp("stacks"), kafka, postgres))


def _starter(starter: StackStarter) -> Iterator[StartStack]:
    try:
        yield starter.start
    finally:
        starter.close()
