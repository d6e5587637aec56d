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

A_VERDICT = """
    insert into auditor.verdicts
    values ('v1', 'aa', 'connect', 'window', 'met', 'in_force', 'full', now(), now(), now(), 0, '[]', '[]', '1', 0)
"""


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


def configured(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes.update(database_url=database_url, schema=SCHEMA)
    return config


async def test_verdicts_stay_when_everything_else_comes_by_revisions(migrated: str, engine: AsyncEngine) -> None:
    await asyncio.to_thread(command.downgrade, configured(migrated), "0002")
    async with engine.begin() as connection:
        await connection.execute(text(A_VERDICT))
        await connection.execute(text("insert into auditor.partition_times values ('mohlat.verdicts.v1', 0, now())"))
    await asyncio.to_thread(migrate, migrated, MIGRATIONS, SCHEMA)
    async with engine.connect() as connection:
        assert (await connection.execute(text("select id, shares from auditor.verdicts"))).one() == ("v1", [])
        times = "select count(*) from auditor.partition_times"
        assert (await connection.execute(text(times))).scalar_one() == 0, "nothing is told before it is read again"
        assert await connection.run_sync(differences) == []


async def test_a_downgrade_leaves_no_table(migrated: str, engine: AsyncEngine) -> None:
    await asyncio.to_thread(command.downgrade, configured(migrated), "base")
    left = "select string_agg(tablename, ',') from pg_tables where schemaname = 'auditor'"
    async with engine.connect() as connection:
        assert (await connection.execute(text(left))).scalar_one() == "alembic_version"
