"""A migrated database, and a world on it under the simulated clock."""

from collections.abc import AsyncIterator

import pytest

from services.plumbing.database import migrate
from services.registry.schema import MIGRATIONS, SCHEMA
from tests.integration.registry.world import World, a_world


@pytest.fixture
def migrated(database_url: str) -> str:
    migrate(database_url, MIGRATIONS, SCHEMA)
    return database_url


@pytest.fixture
async def world(migrated: str) -> AsyncIterator[World]:
    async with a_world(migrated) as world:
        yield world
