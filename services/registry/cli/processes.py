"""The registry's processes: where their settings are read and their parts put together."""

import asyncio
from collections.abc import Callable, Coroutine

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
from services.registry.identity.identity import Identity
from services.registry.identity.settings import IdentitySettings, SettingsRefused, refuse_in_production
from services.registry.registrar import Registrar
from services.registry.relay.backlog import backlog_check
from services.registry.relay.carrier import Relay
from services.registry.schema import MIGRATIONS, SCHEMA


def migrate() -> None:
    """Bring the database schema to its newest revision."""
    database.migrate(ProcessSettings().database_url, MIGRATIONS, SCHEMA)


def api() -> None:
    """Serve the HTTP API."""
    settings, identity = ProcessSettings(), IdentitySettings()
    _refusing(lambda: refuse_in_production(identity))
    _refusing(lambda: process.run("registry-api", lambda: serve_api(settings, identity), settings.log_level))


def issuer() -> None:
    """Serve the local issuer of logins, for demonstrations and tests; refused when MOHLAT_ENV=production."""
    from services.registry.issuer.process import refuse_issuer_in_production, run_issuer
    from services.registry.issuer.settings import IssuerSettings

    settings = IssuerSettings()
    _refusing(lambda: refuse_issuer_in_production(settings))
    process.run("registry-issuer", lambda: run_issuer(settings), settings.log_level)


def relay() -> None:
    """Carry the outbox to Kafka, and tick."""
    settings = ProcessSettings()
    process.run("registry-relay", lambda: run_relay(settings), settings.log_level)


def _refusing(start: Callable[[], None]) -> None:
    """Let the process run, or say in one line why it may not."""
    try:
        start()
    except SettingsRefused as refused:
        typer.echo(f"refused: {refused}", err=True)
        raise typer.Exit(2) from None


async def serve_api(settings: ProcessSettings, identity_settings: IdentitySettings) -> None:
    engine = database.open_engine(settings.database_url, pool_size=10)
    health = Health()
    health.add("database", database_check(engine))
    registrar = Registrar(engine, _clock(settings))
    identity = Identity(identity_settings, engine)
    await identity.prove()
    http = create_app(registrar, health, identity, simulated=settings.simulated)
    await _together(
        engine,
        health.run(),
        serve(http, settings.http_host, settings.http_port, trusted_proxies=settings.trusted_proxies),
    )


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
