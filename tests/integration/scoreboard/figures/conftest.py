"""A country on record, and a scoreboard over it, for all that is asked of figures."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.cli import MIGRATIONS, SCHEMA
from services.auditor.scoreboard.app import build_app
from services.auditor.scoreboard.reading import Library
from services.plumbing.database import migrate, open_engine
from services.plumbing.health import Health
from tests.integration.scoreboard.country import country
from tests.integration.scoreboard.history import PARTITIONS, as_read
from tests.integration.scoreboard.test_recording import record_in_batches
from tests.stacks import DatabaseServer


@pytest.fixture(scope="module")
def database(postgres: DatabaseServer) -> str:
    """One for all: nothing here changes what is recorded."""
    return postgres.fresh_database()


@pytest.fixture(scope="module")
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    await asyncio.to_thread(migrate, database, MIGRATIONS, SCHEMA)
    engine = open_engine(database)
    await record_in_batches(engine, as_read(country()), 500)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="module")
async def client(engine: AsyncEngine) -> AsyncIterator[httpx2.AsyncClient]:
    app = build_app(Library(engine, PARTITIONS), Health(), simulated=True)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://scoreboard") as client:
        yield client
