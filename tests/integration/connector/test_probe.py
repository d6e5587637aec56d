"""What is open from within but out of reach from without does not count as open."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mohlat_contracts import decode_batch, sources
from mohlat_contracts.clock import TickData
from mohlat_contracts.registry import KeyData, KeyEnrolled
from mohlat_sdk import SigningKey, generate_key

from deploy.local.daemons.ports import LOOPBACK
from services.connector.timing.evidence_ticks import tick_of
from tests.integration.connector.several import Replica, Several, TickingRegistry
from tests.integration.connector.surroundings import PARTITIONS
from tests.links import Link
from tests.stacks import Broker
from tests.waiting import wait_until


@pytest.fixture
def key() -> SigningKey:
    return generate_key()


@pytest.fixture
def several(kafka: Broker, topic_prefix: str, tmp_path: Path, key: SigningKey) -> Iterator[Several]:
    with TickingRegistry(kafka.bootstrap_servers, topic_prefix) as registry, Several(tmp_path, registry) as started:
        data = KeyData(agency="sandbox-1", key_id=key.key_id, revision=1, public_key=key.public_key)
        enrolled = KeyEnrolled(id="k", source=sources.REGISTRY, time=datetime.now(UTC), data=data)
        registry.say([("sandbox-1", enrolled)])
        yield started


@pytest.fixture
def balancer() -> Iterator[Link]:
    """What stands at the public address; it leads nowhere as yet."""
    with Link(0) as link:
        link.cut()
        yield link


@pytest.fixture
def replica(several: Several, kafka: Broker, balancer: Link, key: SigningKey, tmp_path: Path) -> Replica:
    key.save(tmp_path / "sandbox.pem")
    started = several.start(
        "probing",
        kafka.bootstrap_servers,
        MOHLAT_PUBLIC_URL=f"http://{LOOPBACK}:{balancer.port}",
        MOHLAT_PROBE_AGENCY="sandbox-1",
        MOHLAT_PROBE_KEY=str(tmp_path / "sandbox.pem"),
    )
    balancer.lead_to(urlsplit(started.url).port or 0)
    return started


def test_the_door_opens_with_the_first_answer_through_the_public_address(
    several: Several, replica: Replica, balancer: Link
) -> None:
    several.wait_ready()
    wait_until(lambda: len(ticks(several)) >= 2 * PARTITIONS, 30, "ticks while nobody reaches it")
    assert all(tick.open_from == tick.open_to for tick in ticks(several))
    mended_at = datetime.now(UTC)
    balancer.mend()
    wait_until(lambda: [tick for tick in ticks(several) if tick.open_from < tick.open_to], 40, "open time")
    assert min(tick.open_from for tick in ticks(several) if tick.open_from < tick.open_to) > mended_at
    assert {event for record in several.evidence() if record.key for event in event_ids(record.value)} == {
        f"probe-probing-{datetime.now(UTC).date().isoformat()}"
    }


def ticks(several: Several) -> list[TickData]:
    return [tick for record in several.evidence() if (tick := tick_of(record)) is not None]


def event_ids(value: bytes) -> list[str]:
    return [event.id for event in decode_batch(value)]
