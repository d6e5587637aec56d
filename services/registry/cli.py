"""`mohlat registry`: where the registry's settings are read and its parts put together."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from services.plumbing import database, process
from services.plumbing.health import Health, broker_check, database_check, health_app
from services.plumbing.http import serve
from services.plumbing.publisher import Publisher
from services.plumbing.settings import ProcessSettings
from services.plumbing.topics import check_partitions
from services.registry.api import create_app
from services.registry.clock import DomainClock, SimulatedClock, SystemClock
from services.registry.registrar import Registrar
from services.registry.relay.backlog import backlog_check
from services.registry.relay.carrier import Relay

app = typer.Typer(help="Agencies, mandates, exemptions, and the facts said of them.", no_args_is_help=True)

SCHEMA = "registry"
MIGRATIONS = Path(__file__).parent / "migrations"


@app.command()
def migrate() -> None:
    """Bring the database schema to its newest revision."""
    database.migrate(ProcessSettings().database_url, MIGRATIONS, SCHEMA)


@app.command()
def api() -> None:
    """Serve the HTTP API."""
    settings = ProcessSettings()
    process.run("registry-api", lambda: serve_api(settings), settings.log_level)


@app.command()
def relay() -> None:
    """Carry the outbox to Kafka, and tick."""
    settings = ProcessSettings()
    process.run("registry-relay", lambda: run_relay(settings), settings.log_level)


async def serve_api(settings: ProcessSettings) -> None:
    engine = database.open_engine(settings.database_url, pool_size=10)
    health = Health()
    health.add("database", database_check(engine))
    registrar = Registrar(engine, _clock(settings))
    http = create_app(registrar, health, simulated=settings.simulated)
    await _together(engine, health.run(), serve(http, settings.http_host, settings.http_port))


async def run_relay(settings: ProcessSettings) -> None:
    engine = database.open_engine(settings.database_url)
    health = Health()
    health.add("database", database_check(engine))
    health.add("broker", broker_check(settings.kafka_bootstrap_servers))
    health.add("outbox", backlog_check(engine))
    clock = _clock(settings)
    relay = Relay(
        engine,
        Registrar(engine, clock),
        lambda: Publisher(settings.kafka_bootstrap_servers, settings.partitions),
        topic_prefix=settings.topic_prefix,
        partitions=settings.partitions,
        ticking=None if settings.simulated else clock,
    )

    async def relay_when_topics_are_there() -> None:
        await check_partitions(settings.kafka_bootstrap_servers, settings.topic_prefix, settings.partitions)
        await relay.run()

    http = serve(health_app(health), settings.http_host, settings.http_port)
    await _together(engine, health.run(), http, relay_when_topics_are_there())


def _clock(settings: ProcessSettings) -> DomainClock:
    return SimulatedClock() if settings.simulated else SystemClock()


async def _together(engine: AsyncEngine, *tasks: Coroutine[object, object, None]) -> None:
    """Run all until one fails or the process is told to stop."""
    try:
        async with asyncio.TaskGroup() as group:
            for task in tasks:
                group.create_task(task)
    finally:
        await engine.dispose()
