"""`mohlat connector verify` on a real Kafka: what a connector wrote is good; what was tampered with is found."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiokafka import ConsumerRecord
from mohlat_contracts import topics
from mohlat_sdk import Agency, SigningKey, generate_key

from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.topics import topic_name
from tests.integration.connector.surroundings import PARTITIONS, ConnectorProcess, Registry, batches, read_evidence
from tests.integration.connector.verifying import mohlat, verify
from tests.stacks import Broker, new_topic_prefix

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
CODES = ("sanjesh", "hadafmandi", "setad")


@pytest.fixture(scope="module")
def registry(kafka: Broker) -> Registry:
    return Registry(kafka.bootstrap_servers, new_topic_prefix())


@pytest.fixture(scope="module")
def keys() -> dict[str, SigningKey]:
    return {code: generate_key() for code in CODES}


@pytest.fixture(scope="module")
def evidence(
    registry: Registry, keys: dict[str, SigningKey], tmp_path_factory: pytest.TempPathFactory
) -> list[ConsumerRecord]:
    """Ten batches of three agencies, one of them compressed, and the ticks beside them."""
    for code, key in keys.items():
        registry.enrol(code, key, AT)
    registry.tick(AT)
    process = ConnectorProcess(registry, tmp_path_factory.mktemp("connector") / "connector.log").start()
    try:
        assert process.move(AT, AT).status_code == 200
        for code, key in keys.items():
            with Agency(code, key, process.url, clock=lambda: AT) as agency:
                for _ in range(3):
                    agency.connected()
                if code == "setad":
                    agency.heartbeat(f"setad-s{number:04}" for number in range(500))
    finally:
        process.kill()
    found = read_evidence(registry)
    assert len(batches(found)) == 10
    return found


@pytest.fixture
def tampered(registry: Registry, evidence: list[ConsumerRecord]) -> Iterator[Callable[..., str]]:
    """`tampered(change)`: the name of another topic with the same records, after `change` of them."""
    prefix = new_topic_prefix()
    Registry(registry.bootstrap_servers, prefix)
    name = topic_name(prefix, topics.EVIDENCE)

    def write(change: Callable[[list[Outgoing]], None]) -> str:
        copies = [_outgoing(name, record) for record in evidence]
        change(copies)
        asyncio.run(_publish(registry.bootstrap_servers, copies))
        return name

    yield write


def _outgoing(topic: str, record: ConsumerRecord) -> Outgoing:
    key = None if record.key is None else record.key.decode()
    return Outgoing(topic, record.value, key, dict(record.headers), record.partition)


async def _publish(bootstrap_servers: str, records: list[Outgoing]) -> None:
    async with Publisher(bootstrap_servers, PARTITIONS) as publisher:
        await publisher.publish(records)


def test_all_that_a_connector_wrote_is_good(registry: Registry, evidence: list[ConsumerRecord]) -> None:
    said = verify(registry)
    assert (said.code, said.bad, said.errors) == (0, [], "")
    assert (said.summary["records"], said.summary["good"]) == (len(evidence), 10)
    assert [(each["partition"], each["offset"]) for each in said.records] == [(r.partition, r.offset) for r in evidence]
    assert {each["agency"] for each in said.records if each["verdict"] == "good"} == set(CODES)


def test_an_auditor_needs_nothing_but_the_key_file_and_a_dump(
    registry: Registry, evidence: list[ConsumerRecord], tmp_path: Path
) -> None:
    keys, dump = tmp_path / "keys.json", tmp_path / "evidence.jsonl"
    keys.write_bytes(mohlat(registry, "keys").stdout)
    dump.write_bytes(mohlat(registry, "dump").stdout)
    nowhere = Registry.__new__(Registry)
    nowhere.bootstrap_servers, nowhere.prefix = "127.0.0.1:1", ""
    said = verify(nowhere, "--keys", str(keys), "--file", str(dump))
    assert (said.code, said.summary["good"], said.summary["records"]) == (0, 10, len(evidence))


def test_a_stretch_is_cut_by_offsets_or_by_the_brokers_time(registry: Registry, evidence: list[ConsumerRecord]) -> None:
    numbers = Counter(record.partition for record in evidence)
    [(fullest, _)] = numbers.most_common(1)
    of_one = [record for record in evidence if record.partition == fullest]
    first, last = of_one[1], of_one[-1]
    one = ("--partition", str(first.partition))
    said = verify(registry, *one, "--from", str(first.offset), "--until", str(last.offset))
    assert [each["offset"] for each in said.records] == [record.offset for record in of_one[1:-1]]
    instant = datetime.fromtimestamp(first.timestamp / 1000, UTC).isoformat()
    said = verify(registry, *one, "--from", instant)
    wanted = [record.offset for record in of_one if record.timestamp >= first.timestamp]
    assert [each["offset"] for each in said.records] == wanted


def test_a_changed_byte_is_found_exactly_where_it_is(
    registry: Registry, evidence: list[ConsumerRecord], tampered: Callable[..., str]
) -> None:
    """One byte of a value, one of a signed header, one of a record's key; and everything else stays good."""
    places = [index for index, record in enumerate(evidence) if record.key is not None]
    value, header, another = places[0], places[4], places[8]

    def change(copies: list[Outgoing]) -> None:
        found = copies[value]
        body = bytearray(found.value or b"")
        body[len(body) // 2] ^= 1
        copies[value] = replace(found, value=bytes(body))
        target = copies[header].headers["target-uri"]
        assert isinstance(target, bytes)
        copies[header] = replace(copies[header], headers={**copies[header].headers, "target-uri": target + b"x"})
        key = (copies[another].key or "")[:-1] + "x"
        copies[another] = replace(copies[another], key=key)

    said = verify(registry, "--topic", tampered(change))
    assert said.code == 1
    wanted = zip((value, header, another), ("not_verified", "not_verified", "another_key"), strict=True)
    expected = [(evidence[i].partition, evidence[i].offset, reason) for i, reason in wanted]
    assert said.bad == sorted(expected)
    assert (said.summary["good"], said.summary["bad"]) == (7, 3)


def test_what_was_never_signed_is_found(
    registry: Registry, evidence: list[ConsumerRecord], tampered: Callable[..., str]
) -> None:
    """Somebody who may write to the topic, but has no agency's key."""
    place = next(index for index, record in enumerate(evidence) if record.key is not None)

    def change(copies: list[Outgoing]) -> None:
        bare = {name: value for name, value in copies[place].headers.items() if name in ("content-type", "known_at")}
        copies.append(replace(copies[place], headers=bare))
        copies.append(replace(copies[place], headers=bare, key=None))
        copies.append(replace(copies[place], value=None))

    said = verify(registry, "--topic", tampered(change), "--bad-only")
    assert said.code == 1
    assert [reason for _, _, reason in said.bad] == ["unsigned", "unsigned", "no_value"]
    assert len(said.records) == 3


def test_a_key_that_the_auditor_does_not_have_proves_nothing(
    registry: Registry, evidence: list[ConsumerRecord], tmp_path: Path
) -> None:
    found = json.loads(mohlat(registry, "keys").stdout)
    found["keys"] = [key for key in found["keys"] if key["agency"] != "sanjesh"]
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(found))
    said = verify(registry, "--keys", str(keys))
    assert (said.code, said.summary["reasons"]) == (1, {"unknown_key": 3})


def test_what_is_not_there_is_said_in_a_line(registry: Registry, evidence: list[ConsumerRecord]) -> None:
    for arguments in (("--topic", "no-such-topic"), ("--partition", "77"), ("--keys", "/nonexistent/keys.json")):
        said = verify(registry, *arguments)
        assert said.code == 2
        assert len(said.errors.splitlines()) == 1, said.errors
