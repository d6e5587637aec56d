"""A migrated database with the recorder's engine on it, and a scoreboard over that."""

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
from tests.integration.scoreboard.history import PARTITIONS, as_read, three_bodies
from tests.integration.scoreboard.test_recording import record_in_batches


@pytest.fixture
async def migrated(database_url: str) -> str:
    await asyncio.to_thread(migrate, database_url, MIGRATIONS, SCHEMA)
    return database_url


@pytest.fixture
async def engine(migrated: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(migrated)
    yield engine
    await engine.dispose()


@pytest.fixture
async def client(engine: AsyncEngine) -> AsyncIterator[httpx2.AsyncClient]:
    """A scoreboard on the database; nothing is recorded yet."""
    app = build_app(Library(engine, PARTITIONS), Health(), simulated=True)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://scoreboard") as client:
        yield client


@pytest.fixture
async def recorded(engine: AsyncEngine) -> None:
    await record_in_batches(engine, as_read(three_bodies()), 500)
