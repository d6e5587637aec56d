"""The two processes as they run: a real Kafka, a real PostgreSQL, and their deaths."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from mohlat_contracts import headers
from mohlat_contracts.topics import VERDICTS
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.postgres import Postgres
from services.auditor.cli import MIGRATIONS, SCHEMA
from services.plumbing.database import migrate, open_engine
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.topics import create_topics, topic_name
from tests.integration.scoreboard.auditor_process import AuditorProcess
from tests.integration.scoreboard.history import (
    END,
    PARTITIONS,
    START,
    as_read,
    outgoing,
    reached,
    three_bodies,
    ticks,
)
from tests.integration.scoreboard.test_recording import contents, empty, record_in_batches
from tests.stacks import Broker
from tests.waiting import eventually, wait_until

StartProcess = Callable[..., AuditorProcess]


@pytest.fixture
async def publisher(kafka: Broker, topic_prefix: str) -> AsyncIterator[Publisher]:
    await create_topics(kafka.bootstrap_servers, topic_prefix, PARTITIONS)
    async with Publisher(kafka.bootstrap_servers, PARTITIONS) as publisher:
        yield publisher


@pytest.fixture
async def start_process(kafka: Broker, topic_prefix: str, tmp_path: Path) -> AsyncIterator[StartProcess]:
    started: list[AuditorProcess] = []

    def start(command: str, database_url: str) -> AuditorProcess:
        log = tmp_path / f"{command}.log"
        started.append(AuditorProcess(command, kafka.bootstrap_servers, topic_prefix, database_url, log))
        return started[-1].start()

    yield start
    for process in started:
        process.kill()


async def is_recorded_through_the_end(engine: AsyncEngine) -> bool:
    reached_the_end = text("select count(*) from auditor.partition_times where time >= :end")
    async with engine.connect() as connection:
        found = (await connection.execute(reached_the_end, {"end": END})).scalar_one()
    return bool(found == 3 * PARTITIONS)


async def test_kills_of_the_recorder_change_nothing(
    publisher: Publisher, topic_prefix: str, migrated: str, engine: AsyncEngine, start_process: StartProcess
) -> None:
    await record_in_batches(engine, as_read(three_bodies()), 500)
    expected = await contents(engine)
    await empty(engine)
    published = three_bodies(topic_prefix)
    recorder = start_process("recorder", migrated)
    await asyncio.to_thread(recorder.wait_until_ready)
    for start in range(0, len(published), 8):
        await publisher.publish(published[start : start + 8])
        recorder.kill()
        recorder.start()
    await eventually(lambda: is_recorded_through_the_end(engine), 60, "the recorder's reaching the end")
    assert await contents(engine) == expected
    assert await asyncio.to_thread(recorder.stop) == 0


async def test_poison_goes_to_the_dead_letters_and_what_follows_is_recorded(
    kafka: Broker,
    publisher: Publisher,
    topic_prefix: str,
    migrated: str,
    engine: AsyncEngine,
    start_process: StartProcess,
) -> None:
    topic = topic_name(topic_prefix, VERDICTS)
    forged = outgoing(topic_prefix, VERDICTS, reached("bb", "met", "in_force", START), key="aa")
    await publisher.publish([Outgoing(topic, b"\xff not JSON", key="aa"), forged, *three_bodies(topic_prefix)])
    start_process("recorder", migrated)
    await eventually(lambda: is_recorded_through_the_end(engine), 60, "the recorder's reaching the end")
    reasons = await reasons_of_dead_letters(kafka.bootstrap_servers, f"{topic}.dlq", 2)
    assert any("the body" in reason for reason in reasons)
    assert any("under the key of aa" in reason for reason in reasons)


async def reasons_of_dead_letters(bootstrap_servers: str, topic: str, count: int) -> list[str]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, number) for number in range(PARTITIONS)])
        await consumer.seek_to_beginning()
        reasons: list[str] = []
        async with asyncio.timeout(30):
            while len(reasons) < count:
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    reasons += [dict(record.headers)[headers.ERROR_REASON].decode() for record in records]
        return reasons
    finally:
        await consumer.stop()


async def test_both_outlive_their_database(
    own_postgres: Postgres, publisher: Publisher, topic_prefix: str, start_process: StartProcess
) -> None:
    url = own_postgres.fresh_database()
    await asyncio.to_thread(migrate, url, MIGRATIONS, SCHEMA)
    both = [start_process(command, url) for command in ("recorder", "scoreboard")]
    scoreboard = both[1]
    await publisher.publish(three_bodies(topic_prefix)[: -3 * PARTITIONS] + ticks(topic_prefix, START))
    for process in both:
        await asyncio.to_thread(process.wait_until_ready)
    await asyncio.to_thread(wait_until, lambda: status(scoreboard, "/v1/standing") == 200, 40, "a first standing")

    own_postgres.kill()
    for process in both:
        await asyncio.to_thread(wait_until, lambda each=process: not each.is_ready(), 10, "not being ready")
    assert status(scoreboard, "/fa") == status(scoreboard, "/v1/standing") == 503
    await publisher.publish(ticks(topic_prefix, END))

    own_postgres.start()
    for process in both:
        await asyncio.to_thread(process.wait_until_ready)
    engine = open_engine(url)
    await eventually(lambda: is_recorded_through_the_end(engine), 60, "the recorder's reaching the end")
    await engine.dispose()
    assert httpx2.get(f"{scoreboard.url}/v1/standing").json()["judged_through"] == "2023-02-19T20:30:00Z"


def status(process: AuditorProcess, path: str) -> int:
    return httpx2.get(f"{process.url}{path}", timeout=20).status_code
