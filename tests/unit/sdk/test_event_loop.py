"""What only the client of an event loop has to mind: the loop goes on, and calls may be cancelled."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from mohlat_sdk import AsyncAgency, Batching, Delivery

from tests.unit.sdk.conftest import AT, KEY
from tests.unit.sdk.connectors import FakeConnector
from tests.waiting import eventually


class SlowConnector:
    """Answers like the fake once it is let."""

    def __init__(self) -> None:
        self.fake = FakeConnector()
        self.asked, self.let = asyncio.Event(), asyncio.Event()

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.set()
        await self.let.wait()
        return self.fake(request)

    def agency(self, **options: object) -> AsyncAgency:
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(self))
        return AsyncAgency("sanjesh", KEY, "http://connector.test", client=client, clock=lambda: AT, **options)  # type: ignore[arg-type]


@pytest.fixture
async def connector() -> AsyncIterator[SlowConnector]:
    slow = SlowConnector()
    yield slow
    slow.let.set()


async def test_the_loop_goes_on_while_an_answer_is_awaited(connector: SlowConnector, spool: Path) -> None:
    async with connector.agency(spool=spool) as agency:
        call = asyncio.create_task(agency.connected())
        await asyncio.wait_for(connector.asked.wait(), 10)
        assert not call.done()
        connector.let.set()
        assert await call is Delivery.ACCEPTED


async def test_a_cancelled_call_leaves_the_client_as_good_as_before(connector: SlowConnector, spool: Path) -> None:
    async with connector.agency(spool=spool) as agency:
        call = asyncio.create_task(agency.connected())
        await asyncio.wait_for(connector.asked.wait(), 10)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        connector.let.set()
        assert await agency.closed() is Delivery.ACCEPTED
        assert await agency.flush(10) is Delivery.ACCEPTED


async def test_keeping_does_not_wait_for_a_delivery_under_way(connector: SlowConnector, spool: Path) -> None:
    async with connector.agency(spool=spool, batching=Batching(age=0.0)) as agency:
        await agency.connected()
        await asyncio.wait_for(connector.asked.wait(), 10)
        assert await asyncio.wait_for(agency.heartbeat(), 10) is Delivery.SPOOLED
        connector.let.set()

        async def delivered() -> bool:
            return len(connector.fake.events) == 2

        await eventually(delivered, 10)


async def test_a_flush_that_finds_a_delivery_under_way_does_not_wait_longer_than_it_may(
    connector: SlowConnector, spool: Path
) -> None:
    async with connector.agency(spool=spool, batching=Batching(age=0.0)) as agency:
        await agency.connected()
        await asyncio.wait_for(connector.asked.wait(), 10)
        assert await agency.flush(0.05) is Delivery.SPOOLED
        connector.let.set()


async def test_tasks_share_an_agency(connector: SlowConnector, spool: Path) -> None:
    connector.let.set()
    async with connector.agency(spool=spool) as agency:
        assert await asyncio.gather(*(agency.heartbeat() for _ in range(8))) == [Delivery.ACCEPTED] * 8
    assert [event.ordinal for event in connector.fake.events] == list(range(1, 9))
