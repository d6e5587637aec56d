from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mohlat_sdk import SigningKey, generate_key

from tests.integration.connector.surroundings import ConnectorProcess, Registry
from tests.stacks import Broker

StartConnector = Callable[..., ConnectorProcess]


@pytest.fixture
def registry(kafka: Broker, topic_prefix: str) -> Registry:
    return Registry(kafka.bootstrap_servers, topic_prefix)


@pytest.fixture
def key() -> SigningKey:
    return generate_key()


@pytest.fixture
def start_connector(tmp_path: Path) -> Iterator[StartConnector]:
    """`start_connector(registry, clock="simulated", MOHLAT_…="…")`: a ready process, killed after the test."""
    started: list[ConnectorProcess] = []

    def start(registry: Registry, clock: str = "simulated", **settings: str) -> ConnectorProcess:
        started.append(ConnectorProcess(registry, tmp_path / f"connector-{len(started)}.log", clock, settings))
        return started[-1].start()

    yield start
    for process in started:
        process.kill()
