"""`mohlat connector`: the process that agencies' systems post to."""

import asyncio
from datetime import UTC, datetime

import typer
from mohlat_contracts import topics
from pydantic import Field

from services.connector.api.app import connector_app
from services.connector.evidence import EvidenceLog
from services.connector.intake.accepting import Intake
from services.connector.intake.verification import Verification
from services.connector.keys import KeyRing
from services.connector.timing.door import Door
from services.connector.timing.earlier_ticks import read_earlier_ticks
from services.connector.timing.opening import SimulatedOpening, SystemOpening
from services.plumbing import http, process
from services.plumbing.follower import Follower
from services.plumbing.health import Health, broker_check
from services.plumbing.publisher import Publisher
from services.plumbing.settings import ProcessSettings
from services.plumbing.topics import check_partitions, topic_name

DELIVERY_LIMIT = 4.0
"""Seconds until an unacknowledged append is answered with 503."""
CATCH_UP_LIMIT = 60.0
REREAD_LIMIT = 2.0

app = typer.Typer(help="Takes in what agencies say of themselves.", no_args_is_help=True)


class ConnectorSettings(ProcessSettings):
    """Adds to the process's settings.

    Attributes:
        replica: name of this connector among its replicas; it keeps the name across restarts.
        public_url: base address that agencies post to, when it is not the one this process sees.
    """

    replica: str = Field(default="connector-1", pattern="^[a-z0-9][a-z0-9-]{0,60}$")
    public_url: str | None = None


@app.callback()
def connector() -> None:
    """Keeps `serve` a sub-command while it is the only one."""


@app.command()
def serve() -> None:
    """Serve until a signal."""
    settings = ConnectorSettings()
    process.run("connector", lambda: _serve(settings), settings.log_level)


async def _serve(settings: ConnectorSettings) -> None:
    broker, partitions = settings.kafka_bootstrap_servers, settings.partitions
    await check_partitions(broker, settings.topic_prefix, partitions)
    keys = KeyRing(partitions)
    registry = Follower(broker, topic_name(settings.topic_prefix, topics.REGISTRY), partitions, keys.fold)
    async with Publisher(broker, partitions, DELIVERY_LIMIT) as publisher, registry:
        await _run(settings, publisher, registry, keys)


async def _run(settings: ConnectorSettings, publisher: Publisher, registry: Follower, keys: KeyRing) -> None:
    broker, evidence = settings.kafka_bootstrap_servers, topic_name(settings.topic_prefix, topics.EVIDENCE)
    log = EvidenceLog(publisher, evidence, settings.replica)
    door = Door(settings.replica, settings.partitions)
    system = SystemOpening(door, log, keys, _now)
    simulated = SimulatedOpening(door, log, keys, registry.wait_for)
    intake = Intake(
        door,
        simulated if settings.simulated else system,
        Verification(keys.find),
        log,
        _now,
        lambda: registry.catch_up(REREAD_LIMIT),
    )
    health = Health()
    health.add("broker", broker_check(broker))
    if not settings.simulated:
        health.add("door", system.ready)
    web = connector_app(
        intake, health, settings.public_url, simulated.move if settings.simulated else None, lambda: door.epoch
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(registry.run())
        group.create_task(log.broken())
        # Nothing is served before the past is known: no request and no move can meet a door without its epoch.
        door.resume(await read_earlier_ticks(broker, evidence, settings.partitions, settings.replica))
        await registry.catch_up(CATCH_UP_LIMIT)
        group.create_task(health.run())
        group.create_task(http.serve(web, settings.http_host, settings.http_port))
        if not settings.simulated:
            group.create_task(system.run())


def _now() -> datetime:
    return datetime.now(UTC)
