"""What is forged, stale, foreign or broken is refused in plain words, and stops nobody else."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest
from aiokafka import ConsumerRecord
from mohlat_contracts import headers, topics
from mohlat_contracts.topics import Topic
from mohlat_sdk import Agency, Delivery, Rejected, generate_key

from services.plumbing.publisher import Outgoing, Publisher
from tests.country import START, Country
from tests.logs import read_topic
from tests.stacks import StartStack, TestedStack
from tests.waiting import eventually

HONEST, OTHER = "honest", "other"


@pytest.fixture(scope="module")
def country(start_module_stack: StartStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    founded = Country(start_module_stack(), tmp_path_factory.mktemp("spools"), [HONEST, OTHER])
    founded.found()
    yield founded
    founded.close()


def evidence(country: Country) -> list[bytes]:
    return [record.value for record in read_topic(country.stack, topics.EVIDENCE) if record.key is not None]


def test_a_key_nobody_enrolled_is_refused_and_nothing_is_written(country: Country) -> None:
    before = evidence(country)
    forger = Agency(HONEST, generate_key(), country.stack.url("connector"), attempts=1)
    with forger, pytest.raises(Rejected) as refused:
        forger.connected()
    assert refused.value.status == 401
    assert evidence(country) == before


def test_another_agencys_name_under_an_own_key_is_forbidden_and_nothing_is_written(country: Country) -> None:
    before = evidence(country)
    url = country.stack.url("connector")
    impostor = Agency(OTHER, country.keys[HONEST], url, clock=lambda: country.now, attempts=1)
    with impostor, pytest.raises(Rejected) as refused:
        impostor.connected()
    assert refused.value.status == 403
    assert evidence(country) == before


def test_an_unsigned_request_is_refused(country: Country) -> None:
    answer = httpx2.post(
        f"{country.stack.url('connector')}/v1/events",
        content=b"[]",
        headers={"content-type": "application/cloudevents-batch+json"},
    )
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_event_from_the_future_is_named_by_event_and_field_and_nothing_of_its_batch_is_written(
    country: Country,
) -> None:
    before = evidence(country)
    with country.agency(HONEST, at=country.now + timedelta(hours=1)) as early, pytest.raises(Rejected) as refused:
        early.heartbeat([f"{HONEST}-s01"])
    assert refused.value.status == 422
    assert evidence(country) == before


async def put(stack: TestedStack, topic: Topic, value: bytes, key: str) -> None:
    async with Publisher(stack.bootstrap_servers, 6) as publisher:
        known_at = {headers.KNOWN_AT: START.isoformat()}
        await publisher.publish([Outgoing(stack.topic_prefix + topic.name, value, key=key, headers=known_at)])


@pytest.mark.parametrize("topic", [topics.REGISTRY, topics.EVIDENCE, topics.VERDICTS, topics.NOTICES])
async def test_a_poisonous_record_goes_to_the_dead_letters_with_its_reason(country: Country, topic: Topic) -> None:
    poison = f"no json {topic.name}".encode()
    await put(country.stack, topic, poison, HONEST)
    (letter, *_) = await _dead_letters(country.stack, topic, poison)
    said = {name: value.decode() for name, value in letter.headers}
    assert "malformed" in said[headers.ERROR_REASON]
    assert said[headers.ERROR_TOPIC] == country.stack.topic_prefix + topic.name


async def _dead_letters(stack: TestedStack, topic: Topic, value: bytes) -> list[ConsumerRecord]:
    async def found() -> list[ConsumerRecord]:
        records = await asyncio.to_thread(read_topic, stack, topic.dead_letters)
        return [record for record in records if record.value == value]

    return await eventually(found, limit=30, what=f"a dead letter of {topic.name}")


def test_after_the_poison_the_next_record_is_processed(country: Country) -> None:
    with country.agency(HONEST) as honest:
        assert honest.heartbeat([f"{HONEST}-s01"]) is Delivery.ACCEPTED
    country.advance(days=2)
    country.judged_through(country.now)
    assert country.verdicts(HONEST)[-1].status == "met"
