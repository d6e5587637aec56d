"""The process `mohlat auditor scoreboard`, wired."""

import asyncio

from services.auditor.replay import Log
from services.auditor.scoreboard.app import build_app
from services.auditor.scoreboard.reading import Library
from services.auditor.whatif import Desk
from services.plumbing.database import open_engine
from services.plumbing.health import Health, database_check
from services.plumbing.http import serve
from services.plumbing.settings import ProcessSettings


async def show(settings: ProcessSettings) -> None:
    """Serve until cancelled."""
    engine = open_engine(settings.database_url)
    health = Health()
    health.add("database", database_check(engine))
    log = Log(
        bootstrap_servers=settings.kafka_bootstrap_servers, prefix=settings.topic_prefix, partitions=settings.partitions
    )
    try:
        async with Desk(log) as desk, asyncio.TaskGroup() as tasks:
            app = build_app(Library(engine, settings.partitions), health, simulated=settings.simulated, desk=desk)
            tasks.create_task(health.run())
            tasks.create_task(serve(app, settings.http_host, settings.http_port))
    finally:
        await engine.dispose()
