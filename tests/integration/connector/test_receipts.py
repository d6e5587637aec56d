"""The answer to a post says where it lies; what lies there is what was sent."""

import asyncio
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from mohlat_contracts.envelope import EVENT_CONTENT_TYPE
from mohlat_sdk import SigningKey, generate_key

from services.connector.intake.canonical import digest_of
from services.plumbing.records import read_record
from tests.integration.connector.posting import Answer, Wire, batch, conversation, heartbeat, signed
from tests.integration.connector.surroundings import ConnectorProcess, Registry, an_open_connector
from tests.stacks import Broker, new_topic_prefix

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return generate_key()


@pytest.fixture(scope="module")
def registry(kafka: Broker) -> Registry:
    return Registry(kafka.bootstrap_servers, new_topic_prefix())


@pytest.fixture(scope="module")
def connector(
    registry: Registry, key: SigningKey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ConnectorProcess]:
    with an_open_connector(registry, {"sanjesh": key}, AT, tmp_path_factory.mktemp("connector")) as process:
        yield process


def ask(connector: ConnectorProcess, wire: Wire) -> Answer:
    async def once() -> Answer:
        async with conversation(connector.url) as talking:
            return await talking.ask(bytes(wire))

    return asyncio.run(once())


def record_at(registry: Registry, receipt: dict[str, Any]) -> ConsumerRecord:
    async def read() -> ConsumerRecord:
        consumer = AIOKafkaConsumer(bootstrap_servers=registry.bootstrap_servers, enable_auto_commit=False)
        await consumer.start()
        try:
            place = TopicPartition(receipt["topic"], receipt["partition"])
            consumer.assign([place])
            consumer.seek(place, receipt["offset"])
            return await consumer.getone(place)
        finally:
            await consumer.stop()

    return asyncio.run(read())


EVENTS = [heartbeat("sanjesh", AT, f"e{number}", ["خدمت"], stream="spool-1", ordinal=number) for number in (1, 2, 3, 5)]
BODIES: dict[str, tuple[bytes, dict[str, Any]]] = {
    "a batch": (batch(EVENTS), {}),
    "a compressed batch": (batch(EVENTS), {"zipped": True}),
    "one event": (json.dumps(EVENTS[0]).encode(), {"content_type": EVENT_CONTENT_TYPE}),
    "one compressed event": (
        json.dumps(EVENTS[0]).encode(),
        {"content_type": f"{EVENT_CONTENT_TYPE}; charset=UTF-8", "zipped": True},
    ),
}


@pytest.mark.parametrize(("body", "how"), BODIES.values(), ids=BODIES.keys())
def test_what_lies_at_the_place_of_the_receipt_is_what_was_sent(
    registry: Registry, key: SigningKey, connector: ConnectorProcess, body: bytes, how: dict[str, Any]
) -> None:
    wire = signed(key, f"{connector.url}/v1/events", body, **how)
    answer = ask(connector, wire)
    assert (answer.status, "date" in answer.headers) == (202, True)
    receipt = answer.json()
    raw = record_at(registry, receipt)
    assert (raw.key, raw.value) == (b"sanjesh", wire.body)
    assert receipt["digest"] == digest_of(raw.value) == wire.headers["content-digest"]
    headers = {name: value.decode() for name, value in raw.headers}
    assert wire.headers.items() <= headers.items()
    assert (headers["known_at"], receipt["accepted"]) == (receipt["known_at"], len(read_record(raw).events))
    ordinals = {"spool-1": [[1, 3], [5, 5]] if receipt["accepted"] == 4 else [[1, 1]]}
    assert json.loads(headers["ordinals"]) == ordinals


def test_one_id_with_two_contents_is_kept_with_both(
    registry: Registry, key: SigningKey, connector: ConnectorProcess
) -> None:
    one, other = (heartbeat("sanjesh", AT, "same", [service]) for service in ("s1", "s2"))
    url = f"{connector.url}/v1/events"
    together = ask(connector, signed(key, url, batch([one, other]))).json()
    apart = [ask(connector, signed(key, url, batch([each]))).json() for each in (one, other)]
    records = [read_record(record_at(registry, receipt)) for receipt in (together, *apart)]
    names = [decoded.name for record in records for decoded in record.events]
    assert [name.id for name in names] == ["same"] * 4
    assert names[0].sha256 != names[1].sha256


def test_what_inflates_too_far_is_refused_and_nothing_is_written(
    registry: Registry, key: SigningKey, connector: ConnectorProcess
) -> None:
    bomb = gzip.compress(b"[" + b" " * (9 * 2**20) + b"]")
    wire = signed(key, f"{connector.url}/v1/events", b"[" + b" " * (9 * 2**20) + b"]", zipped=True)
    assert len(bomb) < 2**20
    answer = ask(connector, wire)
    assert (answer.status, answer.json()["name"]) == (413, "too-large")


def test_too_many_events_are_too_large(registry: Registry, key: SigningKey, connector: ConnectorProcess) -> None:
    events = [heartbeat("sanjesh", AT, f"many-{number}") for number in range(1_001)]
    answer = ask(connector, signed(key, f"{connector.url}/v1/events", batch(events)))
    assert answer.status == 413
