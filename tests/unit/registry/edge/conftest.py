from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.unit.registry.edge.applications import Registry, a_client, an_application


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
async def client(registry: Registry) -> AsyncIterator[httpx2.AsyncClient]:
    async with a_client(an_application(registry)) as client:
        yield client
