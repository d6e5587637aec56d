"""PostgreSQL: the engine, and migrations by Alembic, one schema a service."""

import asyncio
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def open_engine(database_url: str, pool_size: int = 5) -> AsyncEngine:
    """An engine whose connections are checked before use, so a restarted server does no harm.

    Its errors name no parameters, which may be a person's.
    """
    url = make_url(database_url).set(drivername="postgresql+asyncpg")
    return create_async_engine(
        url, pool_size=pool_size, pool_pre_ping=True, hide_parameters=True, connect_args={"timeout": 5}
    )


def migrate(database_url: str, migrations: Path, schema: str) -> None:
    """Bring a service's schema to its newest revision. Safe to repeat, and from several processes at once."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["database_url"] = database_url
    config.attributes["schema"] = schema
    command.upgrade(config, "head")


def run_migrations(metadata: MetaData) -> None:
    """What a service's `migrations/env.py` calls."""
    asyncio.run(_run_migrations(metadata))


async def _run_migrations(metadata: MetaData) -> None:
    attributes = context.config.attributes
    engine = open_engine(attributes["database_url"])
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, metadata, attributes["schema"])
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, metadata: MetaData, schema: str) -> None:
    # One migration at a time in the whole database: Alembic itself takes no lock.
    connection.execute(text("select pg_advisory_xact_lock(hashtext('mohlat.migrate'))"))
    connection.execute(text(f"create schema if not exists {schema}"))
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table_schema=schema,
        include_schemas=True,
        transaction_per_migration=False,
    )
    context.run_migrations()
