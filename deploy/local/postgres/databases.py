"""Making databases on a PostgreSQL server, ours or one named by its URL."""

from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from deploy.local.daemons.blocking import blocking


def named(server_url: str, database: str) -> str:
    """The URL of another database on the same server."""
    return urlsplit(server_url)._replace(path=f"/{database}").geturl()


def create(server_url: str, name: str) -> None:
    """Create an empty database unless one of this name is there."""
    blocking(_create(server_url, name))


def fresh(server_url: str) -> str:
    """Create an empty database under a new name; its URL."""
    name = f"mohlat_{uuid4().hex[:12]}"
    create(server_url, name)
    return named(server_url, name)


def drop(database_url: str) -> None:
    """Remove a database, cutting off whoever still uses it."""
    name = urlsplit(database_url).path.lstrip("/")
    blocking(_execute(named(database_url, "postgres"), f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


async def ask(url: str) -> None:
    """One query.

    Raises:
        OSError, asyncpg.PostgresError: the server does not answer it.
    """
    await _execute(url, "SELECT 1")


async def _create(server_url: str, name: str) -> None:
    connection = await asyncpg.connect(server_url)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
