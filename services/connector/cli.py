"""`mohlat connector`: the process that agencies' systems post to."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import structlog
import typer
from mohlat_contracts import topics
from pydantic import Field

from services.connector.api.app import Serving, connector_app
from services.connector.checking import command as checking_command
from services.connector.evidence import EvidenceLog
from services.connector.intake.accepting import Intake
from services.connector.intake.callers import Callers
from services.connector.intake.limits import RateLimit
from services.connector.intake.rereading import Rereading
from services.connector.intake.under_way import UnderWay
from services.connector.keys import KeyRing
from services.connector.standing.followers import Followers
from services.connector.standing.register import Register
from services.connector.standing.standing import Standings
from services.connector.timing import door_command
from services.connector.timing.door import Door
from services.connector.timing.earlier_ticks import read_earlier_ticks
from services.connector.timing.opening import SimulatedOpening, SystemOpening
from services.connector.timing.probing import Probe, Sandbox
from services.connector.timing.reading import read_times
from services.connector.timing.shut import shut_intervals
from services.connector.timing.ticking import Ticker, TickingLog
from services.plumbing import http, process
from services.plumbing.follower import Follower
from services.plumbing.health import Health, broker_check
from services.plumbing.publisher import Publisher
from services.plumbing.records import Record
from services.plumbing.settings import ProcessSettings
from services.plumbing.topics import check_partitions, topic_name

DELIVERY_LIMIT = 4.0
"""Seconds until an unacknowledged append is answered with 503."""
LINGER_MS = 2
"""How long an append may wait for others to travel with."""
CATCH_UP_LIMIT = 60.0
REREAD_LIMIT = 2.0
LOOK_BACK = timedelta(hours=1)
"""How far back ticks are looked for where older ones would make no difference."""
READ_LIMIT = 3600.0

_log = structlog.get_logger(__name__)
app = typer.Typer(help="Takes in what agencies say of themselves.", no_args_is_help=True)
checking_command.install(app)


def _instant(text: str) -> datetime:
    """An instant as ISO 8601 has it; one without an offset is in UTC."""
    instant = datetime.fromisoformat(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


class ConnectorSettings(ProcessSettings):
    """Adds to the process's settings.

    Attributes:
        replica: name of this connector among its replicas; it keeps the name across restarts.
        public_url: base address that agencies post to, when it is not the one this process sees.
        limit_per_key: requests a minute of one key, 0 for no limit; a large agency sends a batch every second from each
            of a hundred systems.
        limit_per_address: requests a minute of one address, 0 for no limit; many agencies may share one.
        bytes_under_way: of posts that are being read, checked and written at once; what does not fit is answered 503.
        body_seconds: that a body may take to arrive.
        probe_agency: a sandbox agency; as it this replica posts to `public_url` and opens its door only while that is
            answered with 202. Without one the way from the agencies to here is not watched.
        probe_key: file of its private key (PEM), as `mohlat-agency enrol` writes it.
        evidence_days: how far back evidence is read at the start, to tell agencies what of theirs has arrived.
    """

    replica: str = Field(default="connector-1", pattern="^[a-z0-9][a-z0-9-]{0,60}$")
    public_url: str | None = None
    probe_agency: str | None = None
    probe_key: Path | None = None
    limit_per_key: int = Field(default=6_000, ge=0)
    limit_per_address: int = Field(default=60_000, ge=0)
    bytes_under_way: int = Field(default=64 * 1024 * 1024, ge=4 * 1024 * 1024)
    body_seconds: float = Field(default=30.0, gt=0)
    evidence_days: float = Field(default=7.0, ge=0)


@app.command()
def serve() -> None:
    """Serve until a signal."""
    settings = ConnectorSettings()
    process.run("connector", lambda: _serve(settings), settings.log_level)


@app.command()
def door(
    since: Annotated[
        datetime | None,
        typer.Option("--from", parser=_instant, metavar="INSTANT", help="From then on; else from the beginning."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", parser=_instant, metavar="INSTANT", help="Up to then.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Print when the door was shut, as the auditor counts it: from, until, how long, and in which partition or all."""
    settings = ConnectorSettings()
    # Whoever holds time back at `since` has ticked not long before. Simulated time says nothing of when it was written.
    appended_since = since - LOOK_BACK if since is not None and not settings.simulated else None
    topic = topic_name(settings.topic_prefix, topics.EVIDENCE)
    times = asyncio.run(
        read_times(settings.kafka_bootstrap_servers, topic, settings.partitions, appended_since, READ_LIMIT)
    )
    shut = shut_intervals(times, since, until)
    known_to = min((time.evidence for time in times.values() if time.evidence is not None), default=None)
    typer.echo(door_command.as_json(shut) if as_json else door_command.as_lines(shut, known_to))


async def _serve(settings: ConnectorSettings) -> None:
    broker, partitions = settings.kafka_bootstrap_servers, settings.partitions
    await check_partitions(broker, settings.topic_prefix, partitions)
    keys, register = KeyRing(partitions), Register()

    def fold(record: Record) -> None:
        keys.fold(record)
        register.fold(record)

    registry = Follower(broker, topic_name(settings.topic_prefix, topics.REGISTRY), partitions, fold)
    async with Publisher(broker, partitions, DELIVERY_LIMIT, LINGER_MS) as publisher, registry:
        await _run(settings, publisher, registry, keys, register)


async def _run(
    settings: ConnectorSettings, publisher: Publisher, registry: Follower, keys: KeyRing, register: Register
) -> None:
    broker, evidence = settings.kafka_bootstrap_servers, topic_name(settings.topic_prefix, topics.EVIDENCE)
    log = EvidenceLog(publisher, evidence, settings.replica)
    door = Door(settings.replica, settings.partitions)
    probe = _probe(settings)
    system = SystemOpening(door, keys, _now, probe.reached if probe else lambda: True)
    ticker = Ticker(door, log, settings.partitions, system.observe, _now)
    simulated = SimulatedOpening(door, log, keys, registry.wait_for)
    health = Health()
    health.add("broker", broker_check(broker))
    if not settings.simulated:
        health.add("door", system.ready)
    rereading = Rereading(lambda: registry.catch_up(REREAD_LIMIT))
    callers = Callers(keys.find, _now, rereading, RateLimit("key", settings.limit_per_key))
    followers = _followers(settings)
    under_way = UnderWay(settings.bytes_under_way)
    serving = Serving(
        intake=Intake(door, simulated, callers, under_way, log)
        if settings.simulated
        else Intake(door, system, callers, under_way, TickingLog(log, ticker)),
        callers=callers,
        standing_of=Standings(
            register, followers.arrivals, followers.verdicts, keys.known_through, followers.since, followers.caught_up
        ).of,
        clock=lambda: (door.clock or _now()) if settings.simulated else _now(),
        health=health,
        address_limit=RateLimit("address", settings.limit_per_address),
        public_url=settings.public_url,
        move=simulated.move if settings.simulated else None,
        epoch=lambda: door.epoch,
        body_limit=settings.body_seconds,
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(registry.run())
        group.create_task(log.broken())
        # Nothing is served before the past is known: no request and no move can meet a door without its epoch.
        await _resume(door, settings, evidence)
        await registry.catch_up(CATCH_UP_LIMIT)
        group.create_task(health.run())
        group.create_task(followers.run())
        group.create_task(
            http.serve(
                connector_app(serving),
                settings.http_host,
                settings.http_port,
                trusted_proxies=settings.trusted_proxies,
                most_connections=settings.connections,
            )
        )
        if not settings.simulated:
            group.create_task(ticker.run())
            if probe is not None:
                group.create_task(probe.run())


async def _resume(door: Door, settings: ConnectorSettings, evidence: str) -> None:
    """In real time a new life needs no long look back: its epoch is the time, so it is higher than any before."""
    broker, now = settings.kafka_bootstrap_servers, _now()
    since, first_epoch = (None, 1) if settings.simulated else (now - LOOK_BACK, int(now.timestamp()))
    earlier = await read_earlier_ticks(broker, evidence, settings.partitions, settings.replica, since)
    door.resume(earlier, first_epoch)


def _probe(settings: ConnectorSettings) -> Probe | None:
    if settings.simulated:
        return None
    if settings.probe_agency is None or settings.probe_key is None:
        _log.warning("nobody probes the public address: an outage in front of this process will count as open")
        return None
    if settings.public_url is None:
        raise typer.BadParameter("a probe needs MOHLAT_PUBLIC_URL")
    sandbox = Sandbox.load(settings.probe_agency, settings.probe_key)
    return Probe(sandbox, settings.replica, f"{settings.public_url.rstrip('/')}/v1/events", _now)


def _followers(settings: ConnectorSettings) -> Followers:
    return Followers(
        settings.kafka_bootstrap_servers,
        topic_name(settings.topic_prefix, topics.VERDICTS),
        topic_name(settings.topic_prefix, topics.EVIDENCE),
        settings.partitions,
        _now() - timedelta(days=settings.evidence_days),
    )


def _now() -> datetime:
    return datetime.now(UTC)
