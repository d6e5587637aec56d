"""`mohlat auditor worker`: the Faust worker with its health page."""

import asyncio
import os
import time
from typing import Any, NoReturn

import structlog
from aiokafka import ConsumerRecord, TopicPartition
from mohlat_contracts import topics

from services.auditor.worker.app import build_app, cases_table, source
from services.auditor.worker.cases_store import TableStore, join_values
from services.auditor.worker.intake import Intake
from services.auditor.worker.rereading import Rereader
from services.auditor.worker.watching import Lag, watch
from services.plumbing.health import Health, NotReady, broker_check, health_app
from services.plumbing.http import serve
from services.plumbing.publisher import Publisher
from services.plumbing.settings import ProcessSettings
from services.plumbing.topics import check_partitions, topic_name

_log = structlog.get_logger(__name__)


class Progress:
    """What the worker is doing: how many records it has taken, and since when one has been in work."""

    def __init__(self) -> None:
        self.taken = 0
        self.taking_since: float | None = None

    async def check(self) -> None:
        if self.taking_since is not None and time.monotonic() - self.taking_since > 5:
            raise NotReady("one record has been in work for more than 5 s")


async def run(settings: ProcessSettings) -> None:
    """Serve health at once, wait for the broker and its topics, then judge until cancelled."""
    health = Health()
    health.add("broker", broker_check(settings.kafka_bootstrap_servers))
    started = asyncio.Event()

    async def is_started() -> None:
        if not started.is_set():
            raise NotReady("starting")

    health.add("worker", is_started)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve(health_app(health), settings.http_host, settings.http_port))
        tasks.create_task(health.run())
        await check_partitions(settings.kafka_bootstrap_servers, settings.topic_prefix, settings.partitions)
        async with (
            Publisher(settings.kafka_bootstrap_servers, settings.partitions) as publisher,
            Rereader(settings.kafka_bootstrap_servers) as rereader,
        ):
            tasks.create_task(_judge(settings, publisher, rereader, health, started))
            await asyncio.Event().wait()


async def _judge(
    settings: ProcessSettings, publisher: Publisher, rereader: Rereader, health: Health, started: asyncio.Event
) -> None:
    app = build_app(settings, settings.state_dir)
    table = cases_table(app, settings)
    table.join_values, table.on_failed_send = join_values, end_process
    intake = Intake(
        publisher,
        settings.topic_prefix,
        lambda partition: TableStore(table, partition, settings.partitions),
        rereader.read,
    )
    progress = Progress()
    _declare_agent(app, source(app, settings), intake, progress)

    async def assigned(*_: Any, **__: Any) -> None:
        intake.forget()

    app.on_rebalance_complete.connect(assigned)
    tables: Any = app.tables

    async def settled() -> None:
        if app.rebalancing:
            raise NotReady("partitions are changing hands")
        if tables.recovery.in_recovery:
            raise NotReady("the table is being recovered")

    health.add("progress", progress.check)
    health.add("assignment", settled)
    sources = {topic_name(settings.topic_prefix, topic) for topic in (topics.REGISTRY, topics.EVIDENCE)}
    watching = asyncio.create_task(
        watch(
            Lag(settings.kafka_bootstrap_servers, app.conf.id),
            lambda: {TopicPartition(*place) for place in app.consumer.assignment() if place.topic in sources},
            lambda: not app.rebalancing and not tables.recovery.in_recovery,
            lambda: (progress.taken, tables.recovery.active_remaining_total()),
            end_process,
        )
    )
    await app.start()
    started.set()
    try:
        await app.wait_until_stopped()
        raise RuntimeError("the Faust app stopped by itself") from app.crash_reason
    finally:
        watching.cancel()
        await app.stop()


def _declare_agent(app: Any, topic: Any, intake: Intake, progress: Progress) -> None:
    async def judge(stream: Any) -> None:
        async for event in stream.events():
            progress.taking_since = time.monotonic()
            try:
                await intake.take(_raw(event.message))
            except Exception as error:
                # Returning or raising would acknowledge the record; ending the process does not.
                end_process(error)
            progress.taken += 1
            progress.taking_since = None

    app.agent(topic, name="judge", concurrency=1)(judge)


def _raw(message: Any) -> ConsumerRecord:
    headers = message.headers or ()
    return ConsumerRecord(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=round(message.timestamp * 1000),  # Faust gives seconds; milliseconds come back exactly
        timestamp_type=1,
        key=message.key,
        value=message.value,
        checksum=None,
        serialized_key_size=-1,
        serialized_value_size=-1,
        headers=tuple(headers.items() if isinstance(headers, dict) else headers),
    )


def end_process(error: BaseException) -> NoReturn:
    """End at once, without committing; the next process reads the same records again."""
    _log.critical("the worker ends itself", error=repr(error), exc_info=error)
    os._exit(70)
