"""The process `mohlat auditor recorder`, wired."""

import asyncio
from functools import partial

from mohlat_contracts.topics import NOTICES, REGISTRY, VERDICTS
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.recorder.dead_letters import bury
from services.auditor.recorder.recording import Recorder
from services.plumbing.consumer import Consumer
from services.plumbing.database import open_engine
from services.plumbing.health import Health, broker_check, database_check, health_app
from services.plumbing.http import serve
from services.plumbing.publisher import Publisher
from services.plumbing.settings import ProcessSettings
from services.plumbing.topics import check_partitions, topic_name

TOPICS = (REGISTRY, VERDICTS, NOTICES)
GROUP = "mohlat-recorder-2"
"""The consumer group. A new number reads every topic from its beginning, which is how a projection is made anew."""


async def record(settings: ProcessSettings) -> None:
    """Record until cancelled."""
    engine = open_engine(settings.database_url)
    health = Health()
    health.add("database", database_check(engine))
    health.add("broker", broker_check(settings.kafka_bootstrap_servers))
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(health.run())
            tasks.create_task(serve(health_app(health), settings.http_host, settings.http_port))
            tasks.create_task(_consume(settings, engine))
    finally:
        await engine.dispose()


async def _consume(settings: ProcessSettings, engine: AsyncEngine) -> None:
    prefix, servers = settings.topic_prefix, settings.kafka_bootstrap_servers
    await check_partitions(servers, prefix, settings.partitions)
    topics = [topic_name(prefix, topic) for topic in TOPICS]
    async with (
        Publisher(servers, settings.partitions) as publisher,
        Consumer(servers, f"{prefix}{GROUP}", topics, publisher) as consumer,
    ):
        recorder = Recorder(engine, prefix, partial(bury, publisher))
        await consumer.run(recorder.record)
