"""Models and migrations say the same."""

import re
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from services.plumbing.database import migrate
from services.registry.cli import MIGRATIONS, SCHEMA
from services.registry.models import METADATA
from tests.integration.registry.world import World


def of_the_registry(name: str | None, kind: str, _: Any) -> bool:
    return name == SCHEMA if kind == "schema" else name != "alembic_version"


def differences(connection: Connection) -> list[Any]:
    options = {"include_schemas": True, "include_name": of_the_registry, "compare_server_default": True}
    found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
    return found


def checks(connection: Connection) -> set[tuple[str, str]]:
    inspector = inspect(connection)
    return {
        (table.name, str(check["name"]))
        for table in METADATA.sorted_tables
        for check in inspector.get_check_constraints(table.name, SCHEMA)
    }


async def test_models_and_migrations_agree(world: World) -> None:
    async with world.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        modelled = {
            (table.name, str(constraint.name))
            for table in METADATA.sorted_tables
            for constraint in table.constraints
            if isinstance(constraint, CheckConstraint)
        }
        assert {name for _, name in await connection.run_sync(checks)} == {
            name if name.endswith("_check") else f"{table}_{name}_check" for table, name in modelled
        }


def test_a_migration_may_be_repeated(migrated: str) -> None:
    migrate(migrated, MIGRATIONS, SCHEMA)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into registry.oversight_bodies values ('parliament', 'ف', 'f')",
        "insert into registry.clock (id, epoch) values (2, 0)",
        "insert into registry.mandates values ('m', 'ف', 'f', 1, 1, 1);"
        "insert into registry.duties values ('d', 'm', 0, 'ف', 'f', 'connect', null, null, null, '{core}')",
        "insert into registry.mandates values ('m', 'ف', 'f', 1, 1, 1);"
        "insert into registry.duties values ('d', 'm', 0, 'ف', 'f', 'connect', 'full', null, null, '{moon}')",
    ],
)
async def test_the_database_refuses_what_is_no_value_of_an_enumeration(world: World, statement: str) -> None:
    async with world.engine.connect() as connection:
        with pytest.raises(IntegrityError, match=re.compile("check", re.IGNORECASE)):
            for part in statement.split(";"):
                await connection.execute(text(part))
