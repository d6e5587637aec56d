"""What a post takes is claimed before it is read, and given back whatever becomes of it."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from services.connector.intake.under_way import OVERHEAD, UnderWay
from services.connector.intake.verification import SignedRequest
from services.connector.problems import Refused
from tests.unit.connector.signed import OTHER_KEY, signed
from tests.unit.connector.world import World, an_open_world
from tests.waiting import eventually


def test_what_does_not_fit_is_refused_and_claims_nothing() -> None:
    under_way = UnderWay(100_000)
    with under_way.begin(50_000) as claimed:
        with pytest.raises(Refused) as told:
            under_way.begin(50_000)
        assert (told.value.status, told.value.retry_after) == (503, 1)
        claimed.grow(10_000)
        with pytest.raises(Refused):
            claimed.grow(50_000)
        assert (under_way.bytes, under_way.requests) == (60_000 + OVERHEAD, 1)
    assert (under_way.bytes, under_way.requests) == (0, 0)


def test_a_request_without_a_body_takes_something_too() -> None:
    under_way = UnderWay(10 * OVERHEAD)
    held = [under_way.begin(0) for _ in range(10)]
    with pytest.raises(Refused):
        under_way.begin(0)
    assert len(held) == 10


async def test_beyond_its_room_the_connector_answers_503_and_reads_nothing() -> None:
    world = await an_open_world(room=3 * OVERHEAD)
    world.log.slow = asyncio.Event()

    async def two_wait() -> bool:
        return world.under_way.requests == 2

    waiting = [asyncio.ensure_future(world.send(signed(nonce=f"n{number}"))) for number in range(2)]
    await eventually(two_wait, 5)
    answer = await world.send(signed(nonce="more", body=b"[" + b" " * OVERHEAD + b"]"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["name"] == "not-now"
    world.log.slow.set()
    assert [(await each).status_code for each in waiting] == [202, 202]
    assert world.under_way.bytes == 0


@pytest.mark.parametrize("kind", ["forged", "replayed"])
async def test_who_has_not_signed_takes_no_room(kind: str) -> None:
    world = await an_open_world(room=4 * OVERHEAD)
    genuine, read = signed(), False
    assert (await world.send(genuine)).status_code == 202
    held = genuine if kind == "replayed" else signed(key=OTHER_KEY, nonce="forged")

    async def never_ending() -> AsyncIterator[bytes]:
        nonlocal read
        read = True
        yield held.body

    answer = await world.client.post(held.url, headers=held.headers, content=never_ending())
    assert (answer.status_code, read) == (401, False)


async def test_a_body_of_unknown_length_is_claimed_while_it_comes() -> None:
    world = await an_open_world(room=2 * OVERHEAD)
    request = signed(body=b"[" + b" " * (3 * OVERHEAD) + b"]")

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(request.body), 1_000):
            yield request.body[start : start + 1_000]

    answer = await world.client.post(request.url, headers=request.headers, content=chunks())
    assert answer.status_code == 503
    assert world.under_way.bytes == 0


async def test_whatever_becomes_of_a_post_its_room_is_free_again() -> None:
    world = await an_open_world()
    world.log.failing = True
    for request in (signed(), signed(tag="other"), signed(body=b"{}", nonce="n2"), signed(body=b"[]", nonce="n3")):
        assert (await world.send(request)).status_code in (401, 422, 503)
    assert (world.under_way.bytes, world.under_way.requests, world.door.under_way) == (0, 0, 0)


async def test_a_body_that_dawdles_is_not_waited_for() -> None:
    world = await an_open_world(body_limit=0.05)
    answer = await _post_and_wait(world, signed())
    assert (answer.status_code, answer.headers["connection"]) == (408, "close")
    assert world.under_way.bytes == 0


async def _post_and_wait(world: World, request: SignedRequest) -> httpx2.Response:
    """Send all but the end of the body, which never comes."""

    async def body() -> AsyncIterator[bytes]:
        yield request.body[:-1]
        await asyncio.Event().wait()

    return await world.client.post(request.url, headers=request.headers, content=body())
