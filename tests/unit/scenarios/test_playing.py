"""The player against services that are away, restarted or refusing; over a transport that opens no socket."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from scenarios.player.agencies import Agencies, Lines
from scenarios.player.clock import Clock
from scenarios.player.schedule import Deed
from scenarios.player.trying import Patience, PlayFailed

START = datetime(2022, 7, 22, 19, 30, tzinfo=UTC)
NEXT = datetime(2022, 7, 25, 4, 30, tzinfo=UTC)
NOWHERE = "http://nowhere"

Answer = Callable[[httpx2.Request], httpx2.Response]


class World:
    """Registry and connector that note what they are asked; `answers` go first, one a request."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.bodies: list[object] = []
        self.answers: list[Answer] = []

    def client(self, base_url: str = "") -> httpx2.Client:
        return httpx2.Client(base_url=base_url, transport=httpx2.MockTransport(self._answer))

    def clock(self) -> Clock:
        return Clock(self.client("http://registry"), self.client("http://connector"), START, Patience(5))

    def agencies(self, spools: Path, clock: Clock) -> Agencies:
        lines = Lines(self.client(), "http://registry", "http://connector", NOWHERE)
        return Agencies(["alpha", "beta"], lines, spools, clock, Patience(5))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.host == "nowhere":
            raise httpx2.ConnectError("refused", request=request)
        self.asked.append((request.url.host, request.url.path))
        self.bodies.append(json.loads(request.content))
        if self.answers:
            return self.answers.pop(0)(request)
        if request.url.path == "/v1/events":
            return httpx2.Response(202, json={"accepted": 1})
        return httpx2.Response(200, json={})


def away(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("refused", request=request)


def says(status: int) -> Answer:
    return lambda request: httpx2.Response(status, json={"title": "so it is", "status": status})


CLOCKS = [("registry", "/v1/clock"), ("connector", "/v1/clock")]
EVENTS = ("connector", "/v1/events")


@pytest.fixture
def world() -> World:
    return World()


def test_the_first_move_sets_both_clocks_to_the_start_the_registry_first(world: World) -> None:
    world.clock().move(START)
    assert world.asked == CLOCKS
    assert world.bodies == [{"from": "2022-07-22T19:30:00Z", "to": "2022-07-22T19:30:00Z"}] * 2


@pytest.mark.parametrize("trouble", [away, says(503), says(500)])
def test_a_move_is_repeated_to_both_until_both_have_heard_it(world: World, trouble: Answer) -> None:
    clock = world.clock()
    clock.move(START)
    world.asked.clear()
    world.answers = [says(200), trouble, trouble]
    clock.move(NEXT)
    assert world.asked[:3] == [*CLOCKS, CLOCKS[0]]
    assert world.asked[-2:] == CLOCKS
    assert world.bodies[-1] == {"from": "2022-07-22T19:30:00Z", "to": "2022-07-25T04:30:00Z"}


def test_a_refused_move_fails_at_once(world: World) -> None:
    world.answers = [says(422)]
    with pytest.raises(PlayFailed, match="422"):
        world.clock().move(START)
    assert world.asked == CLOCKS[:1]


def test_an_event_not_taken_is_sent_again_after_the_last_move_was_repeated(world: World, tmp_path: Path) -> None:
    clock = world.clock()
    clock.move(NEXT)
    with world.agencies(tmp_path, clock) as agencies:
        world.asked.clear()
        world.answers = [says(503)]
        agencies.do([Deed("alpha", "heartbeat", services=("alpha-s01",))])
    assert world.asked == [EVENTS, *CLOCKS, EVENTS]
    assert world.bodies[-1] == world.bodies[-4]


def test_a_refused_event_fails_the_play(world: World, tmp_path: Path) -> None:
    clock = world.clock()
    with world.agencies(tmp_path, clock) as agencies:
        world.answers = [says(403)]
        with pytest.raises(PlayFailed, match="connected of alpha"):
            agencies.do([Deed("alpha", "connected")])


def test_an_agency_offline_spools_and_delivers_all_at_once_with_the_times_of_its_own(
    world: World, tmp_path: Path
) -> None:
    clock = world.clock()
    clock.move(NEXT)
    with world.agencies(tmp_path, clock) as agencies:
        world.asked.clear()
        agencies.do([Deed("alpha", "offline"), Deed("alpha", "connected")])
        agencies.do([Deed("alpha", "heartbeat", services=("alpha-s01",))])
        assert world.asked == []
        clock.move(datetime(2022, 7, 27, 4, 30, tzinfo=UTC))
        agencies.do([Deed("alpha", "online"), Deed("alpha", "closed")])
    assert world.asked == [*CLOCKS, EVENTS, EVENTS]
    spooled, closed = (body for body in world.bodies[-2:] if isinstance(body, list))
    assert [event["time"] for event in spooled] == ["2022-07-25T04:30:00Z"] * 2
    assert [event["time"] for event in closed] == ["2022-07-27T04:30:00Z"]


def test_two_plays_send_the_same_events(world: World, tmp_path: Path) -> None:
    for play in ("first", "second"):
        clock = world.clock()
        clock.move(NEXT)
        with world.agencies(tmp_path / play, clock) as agencies:
            agencies.do([Deed("alpha", "connected"), Deed("alpha", "heartbeat", services=("alpha-s01",))])
    assert world.bodies[2:4] == world.bodies[6:8]


def test_an_agency_enrols_its_key_by_the_code_it_was_handed_and_says_the_same_again(
    world: World, tmp_path: Path
) -> None:
    with world.agencies(tmp_path, world.clock()) as agencies:
        agencies.take_codes({"alpha": "CODE-ALPHA", "beta": "CODE-BETA"})
        world.answers = [away, says(429), enrolled("alpha")]
        agencies.enrol("alpha")
    assert world.asked == [("registry", "/v1/enrolments")] * 3
    assert world.bodies[0] == world.bodies[1] == world.bodies[2]
    assert isinstance(world.bodies[0], dict)
    assert world.bodies[0]["code"] == "CODE-ALPHA"


def test_a_code_that_is_another_agencys_fails_the_play(world: World, tmp_path: Path) -> None:
    with world.agencies(tmp_path, world.clock()) as agencies:
        agencies.take_codes({"alpha": "CODE-BETA"})
        world.answers = [enrolled("beta")]
        with pytest.raises(PlayFailed, match="alpha was enrolled for beta"):
            agencies.enrol("alpha")


def enrolled(agency: str) -> Answer:
    return lambda request: httpx2.Response(200, json=json.loads(request.content) | {"agency": agency})
