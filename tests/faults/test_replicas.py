"""A second connector joins and is killed for good, under the real worker and in real time."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from mohlat_contracts import decode_batch, topics
from mohlat_contracts.clock import EXPELLED_AFTER, ClockTicked

from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, free_port
from deploy.local.stack import MOHLAT
from tests.logs import read_topic
from tests.stacks import StartStack, TestedStack
from tests.waiting import wait_until

PARTITIONS = 3
SLACK = timedelta(seconds=15)

pytestmark = pytest.mark.skipif(os.environ.get("MOHLAT_PROOF") != "1", reason="takes a minute; runs in `make proof`")


class Second:
    """Another connector of the stack."""

    def __init__(self, stack: TestedStack, folder: Path) -> None:
        port = free_port()
        self._url = f"http://{LOOPBACK}:{port}"
        environment = {
            **os.environ,
            "KAFKA_BOOTSTRAP_SERVERS": stack.bootstrap_servers,
            "MOHLAT_TOPIC_PREFIX": stack.topic_prefix,
            "MOHLAT_PARTITIONS": str(PARTITIONS),
            "MOHLAT_CLOCK": "system",
            "MOHLAT_HTTP_PORT": str(port),
            "MOHLAT_REPLICA": "connector-2",
        }
        self.process = Daemon("connector-2", [*MOHLAT, "connector", "serve"], folder / "second.log", env=environment)
        self.process.start()

    def ready(self) -> bool:
        try:
            return httpx2.get(f"{self._url}/readyz", timeout=3).status_code == 200
        except httpx2.TransportError:
            return False


@pytest.fixture
def stack(start_stack: StartStack) -> TestedStack:
    return start_stack(clock="system", partitions=PARTITIONS)


@pytest.fixture
def second(stack: TestedStack, tmp_path: Path) -> Iterator[Second]:
    started = Second(stack, tmp_path)
    yield started
    started.process.kill()


def judged_through(stack: TestedStack) -> datetime:
    """The lowest tick of the verdicts' partitions."""
    reached: dict[int, datetime] = {}
    for record in read_topic(stack, topics.VERDICTS):
        event = decode_batch(record.value)[0]
        if isinstance(event, ClockTicked):
            reached[record.partition] = event.data.open_to
    return min(reached.values()) if len(reached) == PARTITIONS else datetime.min.replace(tzinfo=UTC)


def test_a_connector_that_dies_for_good_stops_the_verdicts_for_half_a_minute_and_no_longer(
    stack: TestedStack, second: Second
) -> None:
    wait_until(second.ready, 60, "the second connector to be ready")
    both = datetime.now(UTC)
    wait_until(lambda: judged_through(stack) > both, 30, "verdicts with two connectors")

    second.process.kill()
    killed_at = datetime.now(UTC)
    limit = EXPELLED_AFTER + SLACK
    wait_until(lambda: judged_through(stack) > killed_at + SLACK, limit.total_seconds(), "verdicts to go on")

    second.process.start()
    wait_until(second.ready, 60, "the second connector to be back")
    back = datetime.now(UTC)
    wait_until(lambda: judged_through(stack) > back, 30, "verdicts with both again")
