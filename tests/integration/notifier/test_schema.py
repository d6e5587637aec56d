"""Tables and migrations say the same."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.notifier.models import SCHEMA, metadata
from services.plumbing.database import migrate, open_engine
from tests.integration.notifier.conftest import MIGRATIONS


def of_the_notifier(name: str | None, kind: str, _: Any) -> bool:
    return name == SCHEMA if kind == "schema" else name != "alembic_version"


def differences(connection: Connection) -> list[Any]:
    options = {"include_schemas": True, "include_name": of_the_notifier}
    found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    return [each for each in found if "comment" not in str(each[0])]


async def test_tables_and_migrations_agree_and_may_be_repeated(database_url: str) -> None:
    migrate_twice(database_url)
    engine = open_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


def migrate_twice(database_url: str) -> None:
    # Alembic brings its own event loop, so it runs in a thread of its own.
    with ThreadPoolExecutor(max_workers=1) as thread:
        for _ in range(2):
            thread.submit(migrate, database_url, MIGRATIONS, SCHEMA).result()
