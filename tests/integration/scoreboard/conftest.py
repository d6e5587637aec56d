"""A migrated database with the recorder's engine on it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.cli import MIGRATIONS, SCHEMA
from services.plumbing.database import migrate, open_engine


@pytest.fixture
async def migrated(database_url: str) -> str:
    await asyncio.to_thread(migrate, database_url, MIGRATIONS, SCHEMA)
    return database_url


@pytest.fixture
async def engine(migrated: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(migrated)
    yield engine
    await engine.dispose()
