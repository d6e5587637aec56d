"""Models and migrations say the same."""

import re
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from services.plumbing.database import migrate
from services.registry.models import METADATA
from services.registry.schema import MIGRATIONS, SCHEMA
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


async def test_codes_are_ordered_as_python_orders_them_whatever_the_collation_of_the_database(world: World) -> None:
    asked = text(
        "select table_name || '.' || column_name from information_schema.columns"
        " where table_schema = 'registry' and collation_name = 'C'"
    )
    async with world.engine.connect() as connection:
        assert set((await connection.execute(asked)).scalars()) == {
            f"{table.name}.{column.name}"
            for table in METADATA.sorted_tables
            for column in table.columns
            if column.name in ("code", "agency", "duty") or (table.name, column.name) in KEYS
        }


def test_a_migration_may_be_repeated(migrated: str) -> None:
    migrate(migrated, MIGRATIONS, SCHEMA)


KEYS = {("contacts", "id"), ("outbox", "key")}
_PROPOSAL = (
    "insert into registry.proposals (action, operation, state, reason, proposed_by, proposed_by_name, proposed_at"
)
_CONTACT = "insert into registry.contacts (id, revision, known_at, job, language, erased, agency, role, name, email)"


@pytest.mark.parametrize(
    "statement",
    [
        "insert into registry.clock (id, changes) values (2, 0)",
        "insert into registry.relay values (2, 0, 0, 0, 0)",
        "insert into registry.revisions (kind, code, revision, known_at, content, search)"
        " values ('parliament', 'x', 1, now(), '{}', '')",
        f"{_PROPOSAL}) values ('x', '{{}}', 'pending', 'x', 'a', 'A', now())",
        f"{_PROPOSAL}, decided_by) values ('x', '{{}}', 'approved', 'x', 'a', 'A', now(), 'a')",
        f"{_CONTACT} values ('c', 1, now(), 'cook', 'fa', false, 'a', null, 'x', 'x@y')",
        f"{_CONTACT} values ('c', 1, now(), 'head', 'fa', false, 'a', 'b', 'x', 'x@y')",
        f"{_CONTACT} values ('c', 1, now(), 'head', 'fa', false, 'a', null, 'x', null)",
        "insert into registry.outbox (topic, known_at) values ('mohlat.registry.v1', now())",
    ],
)
async def test_the_database_itself_refuses_what_can_never_be(world: World, statement: str) -> None:
    async with world.engine.connect() as connection:
        with pytest.raises(IntegrityError, match=re.compile("check", re.IGNORECASE)):
            await connection.execute(text(statement))
