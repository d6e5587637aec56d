"""A registry's database anew for every example: what is in the book cannot be taken out of it again."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg
import uvloop

from deploy.local.postgres.databases import named
from services.plumbing.database import migrate
from services.registry.schema import MIGRATIONS, SCHEMA
from tests.integration.registry.world import World, a_world
from tests.stacks import DatabaseServer


class Copies:
    """One database that becomes a copy of a migrated one, again and again."""

    def __init__(self, template_url: str) -> None:
        self._server = named(template_url, "postgres")
        self._template = urlsplit(template_url).path.lstrip("/")
        self._name = f"{self._template}_copy"
        self.url = named(template_url, self._name)

    async def renew(self) -> None:
        """Nobody may be connected to the template; whoever is connected to the copy is cut off."""
        server = await asyncpg.connect(self._server)
        try:
            await server.execute(f'drop database if exists "{self._name}" with (force)')
            await server.execute(f'create database "{self._name}" template "{self._template}" strategy file_copy')
        finally:
            await server.close()

    async def drop(self) -> None:
        server = await asyncpg.connect(self._server)
        try:
            await server.execute(f'drop database if exists "{self._name}" with (force)')
        finally:
            await server.close()


@dataclass
class Surroundings:
    """One application for all examples, on a database that is new for each."""

    runner: asyncio.Runner
    copies: Copies
    world: World

    def renew(self) -> None:
        async def renewed() -> None:
            await self.world.engine.dispose()
            await self.copies.renew()

        self.runner.run(renewed())


@contextmanager
def surrounded(server: DatabaseServer) -> Iterator[Surroundings]:
    template = server.fresh_database()
    migrate(template, MIGRATIONS, SCHEMA)
    copies = Copies(template)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        opened = a_world(copies.url)
        world = runner.run(opened.__aenter__())
        yield Surroundings(runner, copies, world)
        runner.run(opened.__aexit__(None, None, None))
        runner.run(copies.drop())
