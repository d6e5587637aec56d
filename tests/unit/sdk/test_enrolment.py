"""An agency hands its keys to the registry."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from mohlat_contracts.enrolment import enrolment_statement, possession_statement, succession_statement
from mohlat_sdk import Rejected, SigningKey, Unreachable, enrol, generate_key, rotate

from tests.unit.sdk.connectors import Answer, problem, silent, unreachable

OLD, NEW = generate_key(), generate_key()
CODE = "7K3M-9QXA-T0VB-52HD"
Call = Callable[[httpx2.Client], object]


def enrolled(request: httpx2.Request) -> httpx2.Response:
    entry = json.loads(request.content)
    told = {"agency": "sanjesh", "key_id": entry["key_id"], "public_key": entry["public_key"]}
    return httpx2.Response(201, json=told)


class FakeRegistry:
    """Answers with `answers` in turn, the last one for ever; keeps what came."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers) or [enrolled]
        self.paths: list[str] = []
        self.entries: list[dict[str, str]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.paths.append(f"{request.method} {request.url.path}")
        self.entries.append(json.loads(request.content))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return answer(request)

    def client(self) -> httpx2.Client:
        return httpx2.Client(transport=httpx2.MockTransport(self))


def first(client: httpx2.Client) -> object:
    return enrol("http://registry.test", CODE, OLD, client=client)


def following(client: httpx2.Client) -> None:
    rotate("http://registry.test", "sanjesh", OLD, NEW, client=client)


both = pytest.mark.parametrize("call", [first, following], ids=["enrol", "rotate"])


def check(key: SigningKey, statement: bytes, signature: str) -> None:
    """Raises when the signature does not hold."""
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key.public_key + "="))
    assert len(signature) == 86
    public.verify(base64.urlsafe_b64decode(signature + "=="), statement)


def test_a_first_key_is_sent_with_the_code_and_a_proof() -> None:
    registry = FakeRegistry()
    assert enrol("http://registry.test/", CODE, OLD, client=registry.client()) == "sanjesh"
    assert registry.paths == ["POST /v1/enrolments"]
    entry = registry.entries[0]
    proof = entry.pop("proof")
    assert entry == {"code": CODE, "key_id": OLD.key_id, "public_key": OLD.public_key}
    check(OLD, enrolment_statement(CODE, OLD.key_id, OLD.public_key), proof)


def test_a_next_key_is_sent_with_the_word_of_both() -> None:
    registry = FakeRegistry()
    rotate("http://registry.test", "sanjesh", OLD, NEW, client=registry.client())
    assert registry.paths == ["POST /v1/agencies/sanjesh/keys"]
    entry = registry.entries[0]
    signature, proof = entry.pop("signature"), entry.pop("proof")
    assert entry == {"key_id": NEW.key_id, "public_key": NEW.public_key, "signed_by": OLD.key_id}
    named = ("sanjesh", OLD.key_id, NEW.key_id, NEW.public_key)
    check(OLD, succession_statement(*named), signature)
    check(NEW, possession_statement(*named), proof)


def test_keys_may_bear_other_names() -> None:
    registry = FakeRegistry()
    enrol("http://registry.test", CODE, OLD, key_id="hsm-1", client=registry.client())
    rotate(
        "http://registry.test", "sanjesh", OLD, NEW, old_key_id="hsm-1", new_key_id="hsm-2", client=registry.client()
    )
    assert [entry["key_id"] for entry in registry.entries] == ["hsm-1", "hsm-2"]
    assert registry.entries[1]["signed_by"] == "hsm-1"
    check(OLD, enrolment_statement(CODE, "hsm-1", OLD.public_key), registry.entries[0]["proof"])


@both
@pytest.mark.parametrize(
    "failure",
    [unreachable, silent, problem(503), problem(429, **{"retry-after": "1"}), lambda _: httpx2.Response(502)],
    ids=["no connection", "no answer", "503", "429", "a proxy's 502"],
)
def test_the_very_same_is_sent_again_until_it_is_answered(call: Call, failure: Answer) -> None:
    registry = FakeRegistry(failure, failure, enrolled)
    call(registry.client())
    assert len(registry.entries) == 3
    assert registry.entries[0] == registry.entries[1] == registry.entries[2]


@both
def test_a_repeat_is_answered_the_same_with_200(call: Call) -> None:
    def again(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=enrolled(request).json())

    registry = FakeRegistry(silent, again)
    call(registry.client())
    assert len(registry.entries) == 2


@both
def test_a_refusal_is_final_and_in_the_words_of_the_registry(call: Call) -> None:
    registry = FakeRegistry(problem(403, "The one-time code is wrong, used or expired."))
    with pytest.raises(Rejected, match="wrong, used or expired") as refusal:
        call(registry.client())
    assert refusal.value.status == 403
    assert len(registry.entries) == 1


@both
def test_a_registry_that_never_answers_is_unreachable(call: Call) -> None:
    registry = FakeRegistry(unreachable)
    with pytest.raises(Unreachable, match=r"registry\.test/v1/"):
        call(registry.client())
    assert len(registry.entries) == 4


def told(**changes: Any) -> Answer:
    def answer(request: httpx2.Request) -> httpx2.Response:
        body: Mapping[str, Any] = enrolled(request).json() | changes
        return httpx2.Response(200, json=body)

    return answer


@both
@pytest.mark.parametrize(
    "answer",
    [
        lambda _: httpx2.Response(200, text="<html>Log in to the network</html>"),
        lambda _: httpx2.Response(200, json=["enrolled"]),
        lambda _: httpx2.Response(302, headers={"location": "https://portal.test/"}),
        lambda _: httpx2.Response(404, text="no such page"),
        told(key_id="another"),
        told(public_key="another"),
        told(agency=None),
    ],
    ids=["a portal", "a list", "a redirect", "a wrong address", "another id", "another key", "nobody's"],
)
def test_what_does_not_say_that_this_key_is_enrolled_is_no_answer(call: Call, answer: Answer) -> None:
    with pytest.raises(Unreachable):
        call(FakeRegistry(answer).client())


def test_a_shared_client_is_left_open() -> None:
    client = FakeRegistry().client()
    first(client)
    following(client)
    assert not client.is_closed


def test_a_key_id_that_no_registry_takes_is_an_error_here() -> None:
    registry = FakeRegistry()
    with pytest.raises(ValueError, match="key-id"):
        enrol("http://registry.test", CODE, OLD, key_id="the first key", client=registry.client())
    assert registry.entries == []
