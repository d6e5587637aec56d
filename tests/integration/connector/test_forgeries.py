"""Requests fuzzed, spoilt and forged, against a real connector on a real Kafka: nothing forged gets in, nothing breaks.

A thousand of them; a hundred thousand at full size (MOHLAT_PROOF=1). Seeded: MOHLAT_SEED chooses others.
"""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import pytest
from mohlat_contracts import topics
from mohlat_contracts.vectors.keys import STRANGER, VectorKey
from mohlat_sdk import generate_key

from services.connector.checking.rules import Checking
from services.connector.checking.stretch import Stretch, StretchReader
from services.connector.keys import EnrolledKey
from services.plumbing.topics import topic_name
from tests.integration.connector.forging.requests import Forger, Sent
from tests.integration.connector.forging.wire import Answer, Broken, Line
from tests.integration.connector.surroundings import ConnectorProcess, Registry
from tests.integration.connector.verifying import verify
from tests.stacks import Broker, new_topic_prefix

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
FULL = os.environ.get("MOHLAT_PROOF") == "1"
COUNT = 100_000 if FULL else 1_000
SEED = os.environ.get("MOHLAT_SEED", "1402")
LINES = 32
PROBLEM = "application/problem+json"
PUT_OFF = 503
NOT_OURS = 400
"""The HTTP server itself answers what it cannot read, in its own words; when that follows a whole request on the same
connection, it is said before that request's own answer, and instead of it."""

Place = tuple[int, int]
pytestmark = pytest.mark.timeout(3600 if FULL else 300)


@dataclass
class Told:
    """What became of the requests.

    Attributes:
        receipts: where the log holds what was answered with 202, by partition and offset, with its digest.
        open_ended: signatures of requests that were cut off without an answer of the connector's, or put off: they may
            be in the log.
        put_off: how many were answered "not now", as happens when a broker on a crowded machine stalls for seconds.
        wrong: answers that should not have been given, in words.
    """

    receipts: dict[Place, str] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    open_ended: set[str] = field(default_factory=set)
    put_off: int = 0
    refusals: set[bytes] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def hear(self, index: int, sent: Sent, answers: list[Answer]) -> None:
        statuses = [answer.status for answer in answers]
        if not answers or PUT_OFF in statuses or NOT_OURS in statuses:
            self.open_ended.update(sent.signatures)
        for answer in answers:
            self.statuses[sent.kind, answer.status] += 1
            self.put_off += answer.status == PUT_OFF
            expected = answer.status in sent.expected or (answer.status == PUT_OFF and "retry-after" in answer.headers)
            odd = self._odd(answer) if expected else "unexpected"
            if odd:
                self.wrong.append(f"{SEED}/{index} {sent.kind}: {answer.status} {odd} {answer.body[:300]!r}")
        if sent.kind == "replayed" and statuses not in ([202, 401], [PUT_OFF, 401]):
            self.wrong.append(f"{SEED}/{index} replayed: {statuses}")

    def _odd(self, answer: Answer) -> str:
        if answer.status == 202:
            receipt = json.loads(answer.body)
            place = receipt["partition"], receipt["offset"]
            if place in self.receipts:
                return "two receipts for one record"
            self.receipts[place] = receipt["digest"]
        elif answer.status == 401:
            self.refusals.add(answer.body)
        if answer.status >= 400 and answer.headers.get("content-type") != PROBLEM:
            return "" if answer.status == NOT_OURS else "no problem document"
        if answer.status >= 400 and json.loads(answer.body)["status"] != answer.status:
            return "a problem document of another status"
        return ""


@dataclass
class World:
    registry: Registry
    connector: ConnectorProcess
    keys: dict[str, EnrolledKey]
    forger: Forger


@pytest.fixture(scope="module")
def world(kafka: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    registry = Registry(kafka.bootstrap_servers, new_topic_prefix())
    keys = {f"agency-{number}": generate_key() for number in range(8)}
    registry.enrol_all(keys, AT)
    signing = [VectorKey(key.key_id, agency, key.private_key) for agency, key in keys.items()]
    registry.tick(AT)
    limits = {"MOHLAT_LIMIT_PER_KEY": "0", "MOHLAT_LIMIT_PER_ADDRESS": "0", "MOHLAT_LOG_LEVEL": "WARNING"}
    log = tmp_path_factory.mktemp("connector") / "connector.log"
    connector = ConnectorProcess(registry, log, settings=limits).start()
    try:
        assert connector.move(AT, AT).status_code == 200
        host = connector.url.removeprefix("http://")
        yield World(registry, connector, _enrolled(signing), Forger(host, signing, STRANGER, AT))
    finally:
        connector.kill()
    assert "Traceback" not in log.read_text()


def _enrolled(signing: list[VectorKey]) -> dict[str, EnrolledKey]:
    return {
        key.key_id: EnrolledKey(key.agency, f"urn:mohlat:agency:{key.agency}", 1, key.private.public_key(), None)
        for key in signing
    }


@pytest.fixture(scope="module")
def told(world: World) -> Told:
    """All requests have been sent, and the connector is still there."""
    return asyncio.run(_send_all(world))


async def _send_all(world: World) -> Told:
    told, indices, began = Told(), iter(range(COUNT)), time.monotonic()
    async with asyncio.TaskGroup() as group:
        for _ in range(LINES):
            group.create_task(_send_some(world, indices, told))
    told.seconds = time.monotonic() - began
    assert world.connector.ready()
    return told


async def _send_some(world: World, indices: Iterator[int], told: Told) -> None:
    host, _, port = world.forger.host.partition(":")
    async with Line(host, int(port)) as line:
        for index in indices:
            sent = world.forger.make(Random(f"{SEED}/{index}"))  # noqa: S311
            try:
                answers = await (line.ask(sent.raw, sent.answers) if sent.answers else line.try_out(sent.raw))
            except Broken as broken:
                told.wrong.append(f"{SEED}/{index} {sent.kind}: no answer to {sent.raw[:300]!r}: {broken}")
            else:
                told.hear(index, sent, answers)


@dataclass
class Logged:
    records: dict[Place, tuple[str, str, str]] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def logged(world: World, told: Told) -> Logged:
    """Every record of evidence after that: agency, signature, digest."""
    return asyncio.run(_read(world))


async def _read(world: World) -> Logged:
    checking, found = Checking(world.keys.get), Logged()
    topic = topic_name(world.registry.prefix, topics.EVIDENCE)
    async with StretchReader(world.registry.bootstrap_servers, Stretch(topic)) as reader:
        async for records in reader.fetches():
            for record in records:
                finding = checking.check(record)
                if finding.verdict == "bad":
                    found.bad.append(f"{finding}: {record.headers} {record.value!r}"[:2_000])
                elif finding.verdict == "good":
                    headers = {name: value.decode() for name, value in record.headers}
                    place = record.partition, record.offset
                    found.records[place] = str(finding.agency), headers["signature"], headers["content-digest"]
    return found


def test_every_answer_is_one_of_those_described(told: Told) -> None:
    print(f"\n{COUNT} requests in {told.seconds:.0f} s, {COUNT / told.seconds:.0f}/s")
    for (kind, status), count in sorted(told.statuses.items()):
        print(f"  {kind:<16} {status} {count:>7}")
    assert told.wrong == []
    assert told.put_off <= COUNT / 200


def test_all_refused_signatures_get_one_and_the_same_answer(told: Told) -> None:
    assert len(told.refusals) == 1


def test_every_record_proves_itself(logged: Logged) -> None:
    assert logged.bad == []
    assert logged.records


def test_the_log_holds_what_was_answered_with_202_and_nothing_else(world: World, told: Told, logged: Logged) -> None:
    """But for those that were cut off or put off: they may be in the log, as every client has to expect."""
    assert told.receipts.items() <= {place: digest for place, (_, _, digest) in logged.records.items()}.items()
    others = [logged.records[place] for place in logged.records.keys() - told.receipts.keys()]
    assert [signature for _, signature, _ in others if signature not in told.open_ended] == []


def test_no_record_is_forged_and_none_is_there_twice(world: World, logged: Logged) -> None:
    """Its agency made this very signature over these very bytes, and it was taken once."""
    for agency, signature, digest in logged.records.values():
        assert world.forger.made[signature] == (agency, digest)
    signatures = Counter(signature for _, signature, _ in logged.records.values())
    assert [signature for signature, count in signatures.items() if count > 1] == []


def test_the_operators_command_says_the_same(world: World, logged: Logged) -> None:
    said = verify(world.registry, "--bad-only")
    assert (said.code, said.bad, said.summary["good"]) == (0, [], len(logged.records))
