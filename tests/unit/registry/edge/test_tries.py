"""How often an address may be wrong about a code."""

import pytest

from services.plumbing.addresses import origin_of
from services.registry.api.tries import SOON, Tries
from services.registry.problems import CodeRefused, ProofRefused, TooManyTries

HOME = "192.0.2.7"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tries(clock: Clock) -> Tries:
    return Tries(limit=3, window=60.0, clock=clock)


def wrong(tries: Tries, address: str = HOME) -> None:
    with pytest.raises(CodeRefused), tries.one(address):
        raise CodeRefused


def right(tries: Tries, address: str = HOME) -> None:
    with tries.one(address):
        pass


def refused(tries: Tries, address: str = HOME) -> int:
    with pytest.raises(TooManyTries) as told, tries.one(address):
        raise AssertionError("it was let in")
    return int(told.value.headers()["Retry-After"])


def test_after_three_wrong_codes_an_address_must_wait(tries: Tries, clock: Clock) -> None:
    for _ in range(3):
        wrong(tries)
        clock.now += 10
    assert refused(tries) == 30


def test_it_may_go_on_after_as_long_as_it_was_told(tries: Tries, clock: Clock) -> None:
    for _ in range(3):
        wrong(tries)
        clock.now += 10
    clock.now += refused(tries)
    right(tries)
    wrong(tries)
    assert refused(tries) == 10


def test_being_refused_does_not_lengthen_the_wait(tries: Tries, clock: Clock) -> None:
    for _ in range(3):
        wrong(tries)
    clock.now += 59
    assert refused(tries) == refused(tries) == 1
    clock.now += 1
    right(tries)


def test_right_codes_do_not_count(tries: Tries) -> None:
    for _ in range(10):
        right(tries)
    wrong(tries)
    wrong(tries)
    right(tries)
    wrong(tries)
    refused(tries)


def test_other_refusals_do_not_count(tries: Tries) -> None:
    for _ in range(10):
        with pytest.raises(ProofRefused), tries.one(HOME):
            raise ProofRefused
    right(tries)


def test_another_address_is_not_held_up(tries: Tries) -> None:
    for _ in range(3):
        wrong(tries)
    right(tries, "192.0.2.8")


def test_tries_under_way_count_as_long_as_nobody_knows_better(tries: Tries) -> None:
    with tries.one(HOME), tries.one(HOME), tries.one(HOME):
        assert refused(tries) == SOON
        right(tries, "192.0.2.8")
    right(tries)


def test_one_host_cannot_hide_behind_its_many_addresses(tries: Tries) -> None:
    for host in ("2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::"):
        wrong(tries, host)
    refused(tries, "2001:db8::4")
    right(tries, "2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_what_stands_for_a_sender(address: str, origin: str) -> None:
    assert origin_of(address) == origin


def test_what_is_remembered_is_bounded(clock: Clock) -> None:
    tries = Tries(limit=1, window=60.0, clock=clock, most=100)
    for number in range(1_000):
        wrong(tries, f"198.51.{number // 256}.{number % 256}")
    right(tries, "198.51.0.0")
    refused(tries, "198.51.3.231")
    assert len(tries._wrong) <= 100
    assert not tries._under_way
