"""The real processes while their servers go away and come back."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.plumbing.database import migrate
from services.plumbing.topics import create_topics
from services.registry.schema import MIGRATIONS, SCHEMA
from tests.integration.registry.line import LATER, START, Line, a_line, agencies
from tests.integration.registry.log import is_tick, read_topic, ticks_to
from tests.integration.registry.processes import PARTITIONS, Processes, move, readiness
from tests.stacks import Broker
from tests.waiting import eventually, wait_until


async def ticked(bootstrap_servers: str, prefix: str, to: datetime) -> int:
    """How many records the topic holds when every partition has the tick."""
    topic = f"{prefix}mohlat.registry.v1"
    return len(await read_topic(bootstrap_servers, topic, lambda found: ticks_to(found, to, PARTITIONS)))


@pytest.fixture
def processes(tmp_path: Path, kafka: Broker, own_postgres: Postgres, topic_prefix: str) -> Iterator[Processes]:
    migrate(own_postgres.url(), MIGRATIONS, SCHEMA)
    with Processes(tmp_path, kafka.bootstrap_servers, own_postgres.url(), topic_prefix) as processes:
        yield processes


async def test_a_stopped_database_is_waited_for(
    kafka: Broker, own_postgres: Postgres, processes: Processes, topic_prefix: str
) -> None:
    await create_topics(kafka.bootstrap_servers, topic_prefix, PARTITIONS)
    (_, api), (_, relay) = processes.start("api"), processes.start("relay")
    wait_until(lambda: readiness(api) == readiness(relay) == 200, what="readiness")
    assert move(api, START).status_code == 200
    await ticked(kafka.bootstrap_servers, topic_prefix, START)

    own_postgres.kill()
    wait_until(lambda: readiness(api) == readiness(relay) == 503, limit=10, what="the loss to be noticed")
    refused = move(api, LATER)
    assert (refused.status_code, refused.json()["name"]) == (503, "database-unavailable")
    assert refused.headers["retry-after"]

    own_postgres.start()
    wait_until(lambda: readiness(api) == readiness(relay) == 200, what="readiness again")
    assert move(api, LATER).status_code == 200
    await ticked(kafka.bootstrap_servers, topic_prefix, LATER)


async def test_a_killed_relay_is_followed_by_the_one_that_waits(
    kafka: Broker, processes: Processes, topic_prefix: str
) -> None:
    await create_topics(kafka.bootstrap_servers, topic_prefix, PARTITIONS)
    (_, api), (first, address) = processes.start("api"), processes.start("relay")
    wait_until(lambda: readiness(api) == readiness(address) == 200, what="readiness")
    assert move(api, START).status_code == 200
    await ticked(kafka.bootstrap_servers, topic_prefix, START)
    _, second = processes.start("relay")
    wait_until(lambda: readiness(second) == 200, what="readiness of the second")
    first.kill()
    assert move(api, LATER).status_code == 200
    assert await ticked(kafka.bootstrap_servers, topic_prefix, LATER) >= 2 * PARTITIONS


async def test_a_relay_killed_in_the_middle_of_a_fan_out_loses_and_reorders_nothing(
    kafka: Broker, own_postgres: Postgres, processes: Processes, topic_prefix: str
) -> None:
    async with a_line(kafka, topic_prefix, own_postgres.url()) as line:
        first, address = processes.start("relay")
        _, second = processes.start("relay")
        wait_until(lambda: readiness(address) == readiness(second) == 200, what="readiness")
        await line.say_by_form(agencies(20_000))
        await line.move(LATER)
        await eventually(lambda: is_past_its_first_tick(line), what="the first batch")
        first.kill()
        found = await line.read(LATER)
    facts = [record for record in found if not is_tick(record)]
    assert {record.key for record in facts} == set(agencies(20_000))
    assert len({(record.key, record.value) for record in facts}) == 20_000
    last = {record.partition: record for record in found}
    assert all(is_tick(record) and record.known_at == LATER for record in last.values())


async def test_a_killed_broker_is_waited_for_and_gets_what_was_committed_meanwhile(
    tmp_path: Path, own_kafka: Kafka, migrated: str, topic_prefix: str
) -> None:
    async with a_line(own_kafka, topic_prefix, migrated) as line:
        with Processes(tmp_path, own_kafka.bootstrap_servers, migrated, topic_prefix) as processes:
            (_, api), (_, relay) = processes.start("api"), processes.start("relay")
            wait_until(lambda: readiness(api) == readiness(relay) == 200, what="readiness")
            own_kafka.kill()
            wait_until(lambda: readiness(relay) == 503, limit=10, what="the loss to be noticed")
            await line.say("sanjesh")
            assert move(api, LATER).status_code == 200
            assert readiness(api) == 200
            own_kafka.start()
            wait_until(lambda: readiness(relay) == 200, limit=60, what="readiness again")
            found = await line.read(LATER)
    assert "sanjesh" in {record.key for record in found}


async def is_past_its_first_tick(line: Line) -> bool:
    return (await line.place()).published_through > 1
