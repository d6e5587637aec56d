"""How often one may ask: each is counted alone, in a memory that does not grow."""

import pytest

from services.connector.intake.limits import Counts, RateLimit
from services.connector.problems import Refused
from tests.unit.connector.signed import KEY, OTHER_KEY, enrolled, signed
from tests.unit.connector.world import an_open_world


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_020.0

    def __call__(self) -> float:
        return self.now


def limited(clock: Clock, per_minute: int, most: int = 100) -> tuple[RateLimit, Counts]:
    counts = Counts(most, clock)
    return RateLimit("key", per_minute, counts), counts


def let_through(limit: RateLimit, key: str, tries: int) -> int:
    passed = 0
    for _ in range(tries):
        try:
            limit.count(key)
            passed += 1
        except Refused as refused:
            assert refused.status == 429
    return passed


def test_so_many_a_minute_are_let_through_and_no_more() -> None:
    limit, _ = limited(Clock(), 10)
    assert let_through(limit, "a", 30) == 10
    assert let_through(limit, "b", 30) == 10


def test_the_window_slides_so_that_its_edge_is_no_second_chance() -> None:
    clock = Clock()
    limit, _ = limited(clock, 10)
    clock.now = 1_000_079.0
    assert let_through(limit, "a", 30) == 10
    clock.now = 1_000_081.0
    assert let_through(limit, "a", 30) < 2
    clock.now = 1_000_110.0
    assert 3 <= let_through(limit, "a", 30) <= 5
    clock.now = 1_000_300.0
    assert let_through(limit, "a", 30) == 10


def test_the_answer_says_how_long_to_wait() -> None:
    limit, _ = limited(Clock(), 10)
    with pytest.raises(Refused) as told:
        for _ in range(11):
            limit.count("a")
    assert told.value.retry_after is not None
    assert 1 <= told.value.retry_after <= 60


def test_no_limit_is_no_limit() -> None:
    limit, counts = limited(Clock(), 0)
    assert let_through(limit, "a", 1_000) == 1_000
    assert len(counts) == 0


def test_a_million_senders_take_no_more_memory_than_a_hundred() -> None:
    limit, counts = limited(Clock(), 10, most=100)
    for sender in range(10_000):
        limit.count(str(sender))
    assert len(counts) == 100


async def test_an_address_that_asks_too_often_is_refused_before_its_signature_is_looked_at() -> None:
    world = await an_open_world(per_address=3)
    statuses = [(await world.send(signed(tag="other"))).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    answer = await world.send(signed())
    assert (answer.status_code, answer.json()["name"]) == (429, "too-many-requests")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    async with world.client_at("203.0.113.7") as elsewhere:
        request = signed()
        assert (await elsewhere.post(request.url, headers=request.headers, content=request.body)).status_code == 202


async def test_a_network_of_64_bits_counts_as_one_address() -> None:
    world = await an_open_world(per_address=3)
    request = signed(tag="other")
    statuses = []
    for host in range(5):
        async with world.client_at(f"2001:db8::{host:x}") as client:
            answer = await client.post(request.url, headers=request.headers, content=request.body)
            statuses.append(answer.status_code)
    assert statuses == [401, 401, 401, 429, 429]


async def test_a_key_that_asks_too_often_waits_and_another_does_not() -> None:
    world = await an_open_world(per_key=2)
    world.keys["other"] = enrolled(OTHER_KEY)
    statuses = [(await world.send(signed(nonce=f"n{number}"))).status_code for number in range(4)]
    assert statuses == [202, 202, 429, 429]
    assert (await world.send(signed(key=OTHER_KEY, key_id="other"))).status_code == 202


async def test_what_others_send_in_its_name_takes_nothing_from_a_key() -> None:
    world = await an_open_world(per_key=2)
    genuine = signed()
    assert (await world.send(genuine)).status_code == 202
    for number in range(5):
        assert (await world.send(genuine)).status_code == 401
        assert (await world.send(signed(key=OTHER_KEY, nonce=f"forged-{number}"))).status_code == 401
    assert (await world.send(signed(nonce="second"))).status_code == 202
    assert KEY.key_id in world.keys
