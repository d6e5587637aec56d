"""The migrations make the tables that the code describes, and can be repeated and undone."""

import asyncio

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.cli import MIGRATIONS, SCHEMA
from services.auditor.recorder.tables import AuditorTable
from services.plumbing.database import migrate


def differences(connection: Connection) -> list[object]:
    ours = {
        "include_schemas": True,
        "include_name": lambda name, kind, _: kind != "schema" or name == SCHEMA,
        "version_table_schema": SCHEMA,
    }
    return list(compare_metadata(MigrationContext.configure(connection, opts=ours), AuditorTable.metadata))


async def test_the_schema_is_what_the_tables_say(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_again_changes_nothing(migrated: str) -> None:
    await asyncio.to_thread(migrate, migrated, MIGRATIONS, SCHEMA)


async def test_a_downgrade_leaves_no_table(migrated: str, engine: AsyncEngine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes.update(database_url=migrated, schema=SCHEMA)
    await asyncio.to_thread(command.downgrade, config, "base")
    left = "select string_agg(tablename, ',') from pg_tables where schemaname = 'auditor'"
    async with engine.connect() as connection:
        assert (await connection.execute(text(left))).scalar_one() == "alembic_version"
