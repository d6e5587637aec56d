"""What an agency is told of itself, and who is told."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from aiokafka import ConsumerRecord
from mohlat_contracts import DecodedEvent, headers, sources
from mohlat_contracts.registry import KeyData, KeyEnrolled
from mohlat_contracts.signing import QUERY_COMPONENTS, QUERY_TAG

from services.connector.ordinals import encode_ordinals
from services.plumbing.records import Record
from tests.unit.auditor.events import duty
from tests.unit.connector.signed import DOMAIN, KEY, NOW, OTHER_KEY, enrolled, question, signed
from tests.unit.connector.world import World, an_open_world


@pytest.fixture
async def world() -> World:
    return await an_open_world()


async def ask(world: World, **how: object) -> httpx2.Response:
    request = question(**how)
    return await world.client.get(request.url, headers=request.headers)


def arrival(offset: int, ordinals: dict[str, list[tuple[int, int]]] | None = None, **changes: object) -> ConsumerRecord:
    found = [(headers.KNOWN_AT, b"2023-06-14T20:30:00Z")]
    if ordinals is not None:
        found.append((headers.ORDINALS, encode_ordinals(ordinals)))
    parts = {"topic": "evidence", "partition": 1, "offset": offset, "key": b"sanjesh", "headers": found, **changes}
    rest = dict.fromkeys(
        ("timestamp", "timestamp_type", "value", "checksum", "serialized_key_size", "serialized_value_size")
    )
    return ConsumerRecord(**parts, **rest)


async def test_an_agency_of_which_nothing_is_known_is_told_so(world: World) -> None:
    answer = await ask(world)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json() == {
        "agency": "sanjesh",
        "kind": None,
        "name_fa": None,
        "name_en": None,
        "known_through": "2026-03-10T20:30:00Z",
        "judged_through": None,
        "last_evidence": None,
        "evidence_read_from": "2026-11-17T08:00:00Z",
        "streams": [],
        "duties": [],
        "next_deadline": None,
        "keys": [],
    }


async def test_records_are_followed_by_their_headers_alone(world: World) -> None:
    world.arrivals.fold(arrival(7, {"spool": [(1, 3), (7, 9)]}))
    world.arrivals.fold(arrival(8, {"spool": [(11, 11)]}))
    world.arrivals.fold(arrival(7, {"spool": [(1, 3), (7, 9)]}))
    standing = (await ask(world)).json()
    assert standing["last_evidence"]["offset"] == 8
    gaps = {"stream": "spool", "first": 1, "highest": 11, "missing": [[4, 6], [10, 10]], "missing_count": 4}
    assert standing["streams"] == [gaps]


@pytest.mark.parametrize(
    "changes",
    [
        {"key": None},
        {"key": b"\xff"},
        {"headers": []},
        {"headers": [(headers.KNOWN_AT, b"yesterday")]},
        {"headers": [(headers.KNOWN_AT, b"2023-06-14T20:30:00Z"), (headers.ORDINALS, b"{")]},
    ],
    ids=["a tick", "no code", "no headers", "no instant", "no ordinals"],
)
async def test_a_record_that_cannot_be_read_is_passed_over(world: World, changes: dict[str, object]) -> None:
    world.arrivals.fold(arrival(7, **changes))
    world.arrivals.fold(arrival(8))
    assert (await ask(world)).json()["last_evidence"]["offset"] == 8


async def test_keys_are_shown_as_their_highest_revision_has_them(world: World) -> None:
    for revision, revoked_at in [(2, DOMAIN), (1, None)]:
        data = KeyData(
            agency="sanjesh", key_id="k", revision=revision, public_key=KEY.public_key, revoked_at=revoked_at
        )
        event = KeyEnrolled(id=f"k-{revision}", source=sources.REGISTRY, time=DOMAIN, data=data)
        world.register.fold(Record("registry", 0, revision, "sanjesh", DOMAIN, (DecodedEvent(event, ""),), b""))
    assert (await ask(world)).json()["keys"] == [{"key_id": "k", "revoked_at": "2023-06-14T20:30:00Z"}]


@pytest.mark.parametrize(
    ("bound", "told"),
    [([(DOMAIN, None)], ["connect"]), ([], []), ([(DOMAIN, DOMAIN + timedelta(days=1))], [])],
    ids=["bound for good", "bound nobody", "bound in the past"],
)
async def test_only_a_duty_that_binds_is_told(
    world: World, bound: list[tuple[datetime, datetime | None]], told: list[str]
) -> None:
    deadline = datetime(2026, 6, 21, 20, 30, tzinfo=UTC)
    fact = duty([deadline], bound=bound)
    world.register.fold(Record("registry", 0, 1, "sanjesh", DOMAIN, (fact,), b""))
    standing = (await ask(world)).json()
    assert [each["duty"] for each in standing["duties"]] == told
    assert standing["next_deadline"] == ("2026-06-21T20:30:00Z" if told else None)


async def test_while_the_topics_are_read_up_the_answer_is_to_come_again(world: World) -> None:
    world.read_up = False
    answer = await ask(world)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert (await ask(world, key=OTHER_KEY, nonce="n2")).status_code == 401


async def test_an_agency_may_ask_before_the_door_is_open() -> None:
    assert (await ask(World())).status_code == 200


async def test_a_question_is_answered_once_and_to_its_signer_alone(world: World) -> None:
    assert (await ask(world)).status_code == 200
    refused = [
        await ask(world),
        await ask(world, key=OTHER_KEY, nonce="n1"),
        await ask(world, tag="mohlat-evidence-v1", nonce="n2"),
        await ask(world, created=NOW - timedelta(hours=1), nonce="n3"),
        await ask(world, key_id="nobody", nonce="n4"),
        await world.client.get("/v1/agencies/me"),
        await world.client.get("/v1/agencies/me", headers=signed(nonce="n5").headers),
    ]
    world.keys[KEY.key_id] = enrolled(KEY, revoked_at=DOMAIN)
    refused.append(await ask(world, nonce="n6"))
    assert {answer.status_code for answer in refused} == {401}
    assert len({answer.content for answer in refused}) == 1


async def test_a_question_is_no_post_and_a_post_no_question(world: World) -> None:
    post = question(nonce="n1")
    answer = await world.client.post(
        "/v1/events", headers=post.headers | {"content-type": signed().headers["content-type"]}
    )
    assert answer.status_code == 401
    assert (QUERY_TAG, QUERY_COMPONENTS) == ("mohlat-query-v1", ("@method", "@target-uri"))
