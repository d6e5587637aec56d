"""`mohlat notifier`: the entry, which alone reads settings and builds what the parts need."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import typer
from aiokafka import AIOKafkaConsumer
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from mohlat_contracts import topics
from mohlat_contracts.topics import MAX_RECORD_BYTES

from services.notifier.acting import Acting
from services.notifier.addresses import AddressBook
from services.notifier.freshness import Freshness
from services.notifier.letters.render import Stationery
from services.notifier.models import SCHEMA
from services.notifier.planning import Planning
from services.notifier.relay import Relay, RelayAddress, RelayCheck
from services.notifier.settings import NotifierSettings
from services.notifier.worker import Worker
from services.plumbing import process
from services.plumbing.database import migrate as bring_up
from services.plumbing.database import open_engine
from services.plumbing.follower import Follower
from services.plumbing.health import Health, broker_check, database_check, health_app
from services.plumbing.http import serve
from services.plumbing.membership import Membership
from services.plumbing.publisher import Publisher
from services.plumbing.topics import check_partitions, topic_name

app = typer.Typer(help="Letters: who is told, when, and what came of it.", no_args_is_help=True)


@app.command()
def migrate() -> None:
    """Bring the schema `notifier` to its newest revision."""
    bring_up(NotifierSettings().database_url, Path(__file__).parent / "migrations", SCHEMA)


@app.command()
def run() -> None:
    """Read verdicts and registry facts, and send the letters that are due."""
    settings = NotifierSettings()
    process.run("notifier", lambda: notify(settings), settings.log_level)


async def notify(settings: NotifierSettings) -> None:
    """Wire the process and run it until cancelled."""
    bootstrap, prefix = settings.kafka_bootstrap_servers, settings.topic_prefix
    registry, verdicts, contacts, notices = (
        topic_name(prefix, topic) for topic in (topics.REGISTRY, topics.VERDICTS, topics.CONTACTS, topics.NOTICES)
    )
    address = RelayAddress.parse(settings.smtp_url)
    await check_partitions(bootstrap, prefix, settings.partitions)
    async with AsyncExitStack() as stack:
        publisher = await stack.enter_async_context(Publisher(bootstrap, settings.partitions))
        book = AddressBook()
        follower = await stack.enter_async_context(
            Follower(bootstrap, contacts, settings.partitions, book.fold, publisher)
        )
        relay = await stack.enter_async_context(Relay(address, settings.notifier_sender))
        planning = Planning(
            book,
            Stationery(settings.notifier_sender),
            settings.notifier_sender.rpartition("@")[2],
            settings.simulated,
        )
        acting = Acting(book, follower, planning, relay, publisher, notices, Freshness(settings.freshness))
        membership = await stack.enter_async_context(
            Membership(lambda: _consumer(bootstrap, f"{prefix}mohlat-notifier", registry, verdicts))
        )
        worker = Worker(settings.database_url, membership, (registry, verdicts, notices), publisher, acting)
        engine = open_engine(settings.database_url, pool_size=1)
        stack.push_async_callback(engine.dispose)
        health = Health()
        health.add("broker", broker_check(bootstrap))
        health.add("database", database_check(engine))
        health.add("relay", RelayCheck(address))
        health.add("progress", worker.check)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(follower.run())
            tasks.create_task(worker.run())
            tasks.create_task(health.run())
            tasks.create_task(serve(health_app(health), settings.http_host, settings.http_port))


def _consumer(bootstrap: str, group: str, *names: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        *names,
        bootstrap_servers=bootstrap,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        # By range, the same partition numbers of both topics go to the same member.
        partition_assignment_strategy=(RangePartitionAssignor,),
        max_partition_fetch_bytes=MAX_RECORD_BYTES,
        session_timeout_ms=6_000,
        heartbeat_interval_ms=2_000,
        max_poll_interval_ms=120_000,
        metadata_max_age_ms=10_000,
    )
