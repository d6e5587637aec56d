"""`mohlat auditor worker`: the Faust worker with its health page."""

import asyncio
import os
import secrets
import time
from typing import Any, NoReturn

import faust
import structlog
from aiokafka import ConsumerRecord, TopicPartition
from mohlat_contracts import topics

from services.auditor.worker.app import build_app, cases_table, source
from services.auditor.worker.cases_store import TableStore, join_values
from services.auditor.worker.intake import Intake
from services.auditor.worker.rereading import Rereader
from services.auditor.worker.table import TableShelf
from services.auditor.worker.watching import Committed, Lag, watch
from services.plumbing.health import Health, NotReady, broker_check, health_app
from services.plumbing.http import serve
from services.plumbing.publisher import Publisher
from services.plumbing.settings import ProcessSettings
from services.plumbing.topics import check_partitions, topic_name

STOPS_WITHIN = 5.0
"""Seconds; Faust alone takes longer when the broker is gone."""

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
    tables: Any = app.tables
    table = cases_table(app, settings)
    table.join_values = join_values
    writer = secrets.randbits(64) or 1
    intake = Intake(
        publisher,
        settings.topic_prefix,
        lambda partition: TableStore(TableShelf(table, publisher, partition), partition, writer),
        rereader.read,
        hurried=lambda: app.rebalancing,
    )
    progress = Progress()
    _declare_agent(app, source(app, settings), intake, progress)
    sources = {topic_name(settings.topic_prefix, topic) for topic in (topics.REGISTRY, topics.EVIDENCE)}

    def assigned() -> set[TopicPartition]:
        return {TopicPartition(*place) for place in app.consumer.assignment() if place.topic in sources}

    async def revoked(*_: Any, **__: Any) -> None:
        await intake.forget()

    async def recovered(*_: Any, **__: Any) -> None:
        await intake.forget()
        for partition in sorted({place.partition for place in assigned()}):
            await intake.open(partition, {})

    async def passed(committed: Committed) -> None:
        for place, offset in committed.items():
            await intake.open(place.partition, {place.topic: offset})

    app.on_partitions_revoked.connect(revoked)
    app.on_rebalance_complete.connect(recovered)

    async def settled() -> None:
        if app.rebalancing:
            raise NotReady("partitions are changing hands")
        if tables.recovery.in_recovery:
            raise NotReady("the table is being recovered")
        if intake.owes:
            raise NotReady("records that the table lacks are being read again")

    health.add("progress", progress.check)
    health.add("assignment", settled)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(
            watch(
                Lag(settings.kafka_bootstrap_servers, app.conf.id),
                assigned,
                lambda: not app.rebalancing and not tables.recovery.in_recovery,
                lambda: (progress.taken, intake.steps, tables.recovery.active_remaining_total()),
                passed,
                end_process,
            )
        )
        going_on = tasks.create_task(_go_on(intake))
        await app.start()
        started.set()
        try:
            await app.wait_until_stopped()
            raise RuntimeError("the Faust app stopped by itself") from app.crash_reason
        finally:
            going_on.cancel()
            await _stop(app)


async def _go_on(intake: Intake) -> None:
    try:
        await intake.go_on()
    except Exception as error:
        end_process(error)


async def _stop(app: faust.App) -> None:
    """Commit and leave the group; without a broker there is nobody to tell, and nothing is lost by not telling."""
    try:
        async with asyncio.timeout(STOPS_WITHIN):
            await app.stop()
    except TimeoutError as error:
        end_process(error)


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
