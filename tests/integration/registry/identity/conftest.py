"""An issuer, a migrated database, and a clock to set."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.plumbing.database import open_engine
from services.registry.identity.identity import Identity
from tests.integration.registry.identity.browsers import Browser
from tests.officials import LocalIssuer, an_identity, an_issuer


class SetClock:
    """Real time as these tests want it."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 24, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def issuer(clock: SetClock) -> LocalIssuer:
    return an_issuer(now=clock)


@pytest.fixture
async def engine(migrated: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(migrated)
    yield engine
    await engine.dispose()


@pytest.fixture
def identity(issuer: LocalIssuer, engine: AsyncEngine, clock: SetClock) -> Identity:
    return an_identity(issuer, engine, now=clock)


@pytest.fixture
def browser(identity: Identity, issuer: LocalIssuer) -> Browser:
    return Browser(identity, issuer)
