"""The connector's answers, on a log in memory."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from mohlat_contracts import encode_batch, sources
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData
from mohlat_contracts.registry import KeyData, KeyEnrolled
from mohlat_contracts.signing import AHEAD_LIMIT
from mohlat_contracts.topics import MAX_BODY_BYTES

from services.connector.intake.verification import SignedRequest
from tests.unit.connector.signed import DOMAIN, KEY, NOW, OTHER_KEY, enrolled, established, seconds, signed, with_header
from tests.unit.connector.world import World, an_open_world


@pytest.fixture
async def world() -> World:
    return await an_open_world()


async def test_an_accepted_batch_is_in_the_log_as_it_was_received(world: World) -> None:
    request = signed([established(), established(id="e2")])
    answer = await world.send(request)
    assert answer.status_code == 202
    assert answer.json() == {
        "accepted": 2,
        "known_at": "2023-06-14T20:30:00Z",
        "topic": "evidence",
        "partition": 1,
        "offset": 0,
        "digest": request.headers["content-digest"],
    }
    [(agency, value, headers)] = world.log.batches
    assert (agency, value) == ("sanjesh", request.body)
    traceparent = headers.pop("traceparent")
    assert len(traceparent) == 55
    assert headers == {
        "method": "POST",
        "target-uri": request.url,
        **request.headers,
        "known_at": "2023-06-14T20:30:00Z",
    }


async def test_the_callers_trace_goes_on(world: World) -> None:
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    await world.send(with_header(signed(), "traceparent", trace))
    assert world.log.batches[0][2]["traceparent"] == trace


UNAUTHENTICATED: dict[str, Callable[[], SignedRequest]] = {
    "unsigned": lambda: replace(signed(), headers={"content-type": signed().headers["content-type"]}),
    "stale": lambda: signed(created=NOW - timedelta(hours=1)),
    "wrong tag": lambda: signed(tag="other"),
    "wrong key": lambda: signed(key=OTHER_KEY),
    "unknown key": lambda: signed(key_id="nobody"),
    "another body": lambda: replace(signed(), body=signed().body.replace(b"e1", b"e2")),
}


async def test_every_unauthenticated_request_gets_the_same_answer_and_leaves_nothing(world: World) -> None:
    answers = [await world.send(make()) for make in UNAUTHENTICATED.values()]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert world.log.batches == []


async def test_a_revoked_key_is_refused(world: World) -> None:
    world.keys[KEY.key_id] = enrolled(KEY, revoked_at=DOMAIN)
    assert (await world.send(signed())).status_code == 401


async def test_a_replayed_request_is_refused_and_a_newly_signed_repeat_is_not(world: World) -> None:
    assert (await world.send(signed())).status_code == 202
    assert (await world.send(signed())).status_code == 401
    assert (await world.send(signed(nonce="another"))).status_code == 202
    assert len({value for _, value, _ in world.log.batches}) == 1


async def test_an_unknown_key_makes_the_registry_be_read_again_once(world: World) -> None:
    world.late_keys = {"late": enrolled(KEY)}
    answers = await asyncio.gather(*(world.send(signed(key_id="late", nonce=f"n{i}")) for i in range(5)))
    assert {answer.status_code for answer in answers} == {202}
    assert 1 <= world.rereads <= 2


async def test_another_agencys_event_is_forbidden_wherever_it_stands(world: World) -> None:
    answer = await world.send(signed([established(), established("hadafmandi")]))
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["event"] == 1
    assert world.log.batches == []


def registry_event() -> KeyEnrolled:
    data = KeyData(agency="sanjesh", key_id="k", revision=9, public_key=KEY.public_key)
    return KeyEnrolled(id="k", source=sources.agency("sanjesh"), time=DOMAIN, data=data)


def changed(old: bytes, new: bytes) -> bytes:
    second = encode_batch([established(id="e2")])
    return encode_batch([established()])[:-1] + b"," + second[1:].replace(old, new)


MALFORMED: dict[str, tuple[bytes, int | None, str]] = {
    "no JSON": (b"{", None, "$"),
    "no array": (b"{}", None, "$"),
    "no events": (b"[]", None, "$"),
    "no object": (b"[1]", 0, "$"),
    "an unknown type": (changed(b"established", b"imagined"), 1, "$.type"),
    "a missing attribute": (changed(b'"id":"e2",', b""), 1, "$"),
    "a naive time": (changed(b"20:30:00Z", b"20:30:00"), 1, "$.time"),
    "an event of the registry": (encode_batch([established(), registry_event()]), 1, "$.type"),
    "a time too far ahead": (encode_batch([established(at=DOMAIN + AHEAD_LIMIT + seconds(1))]), 0, "$.time"),
}


@pytest.mark.parametrize(("body", "index", "where"), MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_batch_names_event_and_field(
    world: World, body: bytes, index: int | None, where: str
) -> None:
    answer = await world.send(signed(body=body))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    [error] = answer.json()["errors"]
    assert (error["event"], error["field"].startswith(where)) == (index, True)
    assert error["reason"]
    assert world.log.batches == []


async def test_a_time_within_the_limit_is_taken(world: World) -> None:
    assert (await world.send(signed([established(at=DOMAIN + AHEAD_LIMIT)]))).status_code == 202


async def test_too_large_a_body_is_refused_before_anything_else(world: World) -> None:
    services = tuple("s" * 110 for _ in range(10_000))
    event = ConnectionHeartbeat(
        id="h", source=sources.agency("sanjesh"), time=DOMAIN, data=HeartbeatData(services=services)
    )
    request = signed([event])
    assert len(request.body) > MAX_BODY_BYTES
    assert (await world.send(request)).status_code == 413

    async def chunks() -> Any:
        yield request.body

    answer = await world.client.post("/v1/events", headers=request.headers, content=chunks())
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content-type", "application/json"),
        ("content-type", "text/plain"),
        ("content-type", f"{BATCH_CONTENT_TYPE}; charset=latin-1"),
        ("content-encoding", "br"),
        ("content-encoding", "gzip, gzip"),
    ],
)
async def test_other_media_are_not_supported(world: World, name: str, value: str) -> None:
    assert (await world.send(with_header(signed(), name, value))).status_code == 415


async def test_no_acknowledgement_means_503_and_never_202(world: World) -> None:
    world.log.failing = True
    answer = await world.send(signed())
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    world.log.failing = False
    assert (await world.send(signed(nonce="again"))).status_code == 202


async def test_the_door_is_shut_until_the_first_move() -> None:
    world = World()
    answer = await world.send(signed())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    await world.move(DOMAIN, DOMAIN)
    assert (await world.send(signed())).status_code == 202


async def test_a_move_ticks_and_answers_the_clock(world: World) -> None:
    answer = await world.move(DOMAIN, DOMAIN + timedelta(days=1))
    assert answer.json() == {"now": "2023-06-15T20:30:00Z", "epoch": 1}
    assert set(world.log.ticks[-1]) == {0, 1}


async def test_a_move_waits_for_the_registrys_time_and_moves_nothing_without_it(world: World) -> None:
    world.registry.through = DOMAIN
    assert (await world.move(DOMAIN, DOMAIN + seconds(1))).status_code == 503
    assert world.door.clock == DOMAIN


async def test_a_move_whose_ticks_were_not_acknowledged_can_be_repeated(world: World) -> None:
    world.log.failing = True
    assert (await world.move(DOMAIN, DOMAIN + seconds(9))).status_code == 503
    world.log.failing = False
    assert (await world.move(DOMAIN, DOMAIN + seconds(9))).status_code == 200
    assert {(t.open_from, t.open_to) for t in world.log.ticks[-1].values()} == {(DOMAIN, DOMAIN + seconds(9))}


async def test_a_move_backwards_in_itself_is_malformed(world: World) -> None:
    assert (await world.move(DOMAIN + seconds(1), DOMAIN)).status_code == 422


async def test_without_a_simulated_clock_there_is_nothing_to_move() -> None:
    world = World(simulated=False)
    answer = await world.client.post("/v1/clock", content=json.dumps({}))
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_another_method_is_not_allowed(world: World) -> None:
    answer = await world.client.get("/v1/events")
    assert (answer.status_code, answer.json()["name"]) == (405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


async def test_a_refusal_speaks_both_languages(world: World) -> None:
    problem = (await world.send(signed(tag="other"))).json()
    assert problem["detail"] == "The request's signature was not accepted."
    assert problem["detail_fa"] == "امضای درخواست پذیرفته نشد."
    assert {"type", "title", "title_fa", "status", "name"} < problem.keys()


async def test_what_was_not_thought_of_is_a_problem_too_and_leaves_nothing_behind(world: World) -> None:
    async def break_down(*_: object) -> None:
        raise ZeroDivisionError

    world.log.append = break_down  # type: ignore[assignment, method-assign]
    answer = await world.send(signed())
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "ZeroDivisionError" not in answer.text
    assert (world.under_way.bytes, world.door.under_way) == (0, 0)
