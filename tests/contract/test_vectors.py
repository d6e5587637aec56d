"""The conformance kit holds for ourselves: the SDK signs as it says, the connector answers as it says."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from mohlat_contracts.signing import LIFETIME
from mohlat_contracts.vectors.__main__ import differences
from mohlat_sdk import Rejected, SigningKey
from mohlat_sdk.answers import NotNow
from mohlat_sdk.batches import Content
from mohlat_sdk.exchange import Exchange, Question
from mohlat_sdk.signing import RequestSigner

from services.connector.intake.verification import SignedRequest, Verification
from services.connector.keys import EnrolledKey
from tests.contract import kit
from tests.contract.kit import AT, BAD, GOOD, KEYS, Vector
from tests.unit.connector.world import World

URL = "https://connector.example"


def test_the_files_are_those_that_the_generator_makes() -> None:
    assert differences() == []


def enrolled() -> dict[str, EnrolledKey]:
    return {key_id: _enrolled(told) for key_id, told in KEYS.items() if told["enrolled"]}


def _enrolled(told: dict[str, Any]) -> EnrolledKey:
    public_key = kit.private_key(told["key_id"]).public_key()
    assert public_key.public_bytes_raw() == kit.unpadded(told["public_key"])
    revoked_at = None if told["revoked_at"] is None else datetime.fromisoformat(told["revoked_at"])
    return EnrolledKey(told["agency"], f"urn:mohlat:agency:{told['agency']}", 1, public_key, revoked_at)


async def a_connector() -> World:
    """At the moment of the vectors, by both clocks, knowing their keys."""
    world = World()
    world.keys.clear()
    world.keys.update(enrolled())
    world.now, world.registry.through = AT, AT + timedelta(days=1)
    assert (await world.move(AT, AT)).status_code == 200
    return world


async def send(world: World, vector: Vector) -> httpx2.Response:
    request = vector.request
    return await world.client.request(
        request["method"], request["url"], headers=request["headers"], content=vector.content
    )


@pytest.mark.parametrize("name", [*GOOD, *BAD])
async def test_the_connector_answers_as_the_vector_says(name: str) -> None:
    vector, world = kit.read(name), await a_connector()
    for before in vector.told["after"]:
        assert (await send(world, kit.read(f"good/{before}"))).status_code == 202
    kept = len(world.log.batches)
    answer = await send(world, vector)
    expected = vector.answer
    assert answer.status_code == expected["status"], answer.text
    if answer.status_code == 202:
        assert expected["receipt"].items() <= answer.json().items()
        assert world.log.batches[-1][1] == vector.content
    else:
        assert len(world.log.batches) == kept
    if "problem" in expected:
        assert (answer.json()["name"], answer.json()["status"]) == (expected["problem"], expected["status"])


async def test_all_that_is_wrong_with_a_signature_gets_one_and_the_same_answer() -> None:
    refused = [vector for name in BAD if (vector := kit.read(name)).answer["status"] == 401]
    answers = {(await send(await a_connector(), vector)).content for vector in refused if not vector.told["after"]}
    assert len(answers) == 1


@pytest.mark.parametrize("name", GOOD)
def test_the_sdk_signs_every_good_request_byte_for_byte(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    vector = kit.read(name)
    given = vector.told["signing"]
    monkeypatch.setattr("mohlat_sdk.signing.secrets.token_urlsafe", lambda size: given["nonce"])
    monkeypatch.setattr("mohlat_sdk.signing.LIFETIME", timedelta(seconds=given["expires"] - given["created"]))
    signer = RequestSigner(SigningKey(kit.private_key(vector.told["key"])), vector.told["key"])
    signed = _signed(signer, vector, AT + timedelta(seconds=given["created"] - AT.timestamp()))
    assert {name.lower(): value for name, value in signed.items()} == vector.headers


def _signed(signer: RequestSigner, vector: Vector, now: datetime) -> dict[str, str]:
    url, headers = vector.request["url"], vector.headers
    if vector.content is None:
        return signer.sign_query(url, now)
    content = Content(vector.content, headers.get("content-encoding"), headers["content-type"])
    return signer.sign_content(url, content, now)


@pytest.mark.parametrize("name", GOOD)
def test_the_signature_base_is_what_was_signed(name: str) -> None:
    vector = kit.read(name)
    encoded = vector.headers["signature"].removeprefix("mohlat=:").removesuffix(":")
    public = kit.private_key(vector.told["key"]).public_key()
    public.verify(base64.b64decode(encoded), vector.told["signature_base"].encode())


@pytest.mark.parametrize("name", [name for name in GOOD if kit.read(name).content is not None])
def test_the_check_of_years_later_accepts_every_good_post(name: str) -> None:
    vector = kit.read(name)
    request = SignedRequest(vector.request["method"], vector.request["url"], vector.headers, vector.content or b"")
    assert Verification(enrolled().get).verify(request, AT).key_id == vector.told["key"]


def test_the_longest_life_is_the_contracts() -> None:
    given = kit.read("good/batch").told["signing"]
    assert given["expires"] - given["created"] == LIFETIME.total_seconds()


@pytest.mark.parametrize("told", kit.answers(), ids=lambda told: str(told["name"]))
def test_the_sdk_does_about_every_answer_what_the_kit_says(told: dict[str, Any]) -> None:
    body = json.loads((kit.FOLDER / "answers.json").read_text())["body"].encode()
    exchange = Exchange(URL, RequestSigner(SigningKey(kit.private_key("sanjesh-2026")), "sanjesh-2026"))
    question = Question("POST", f"{URL}/v1/events", {}, body)
    response = httpx2.Response(told["status"], headers=told["headers"], content=told["body"].encode())
    assert _done_about(exchange, question, response) == (told["then"], told["wait"])


def _done_about(exchange: Exchange, question: Question, response: httpx2.Response) -> tuple[str, float | None]:
    try:
        exchange.taken(question, response)
    except Rejected as rejected:
        return "signer" if rejected.concerns_the_signer else "refused", None
    except NotNow as later:
        return "again", later.wait
    return "done", None
