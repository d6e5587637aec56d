"""The probe: a signed post of our own through the public address."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519
from mohlat_contracts import read_batch
from mohlat_contracts.signing import LABEL, TAG

from services.connector.timing.probing import REACHED_LIMIT, Probe, Sandbox
from tests.unit.connector.instants import NOW, seconds

URL = "https://mohlat.test/v1/events"


@dataclass
class Outside:
    """What stands at the public address."""

    now: datetime = NOW
    status: int | None = 202
    requests: list[httpx2.Request] = field(default_factory=list)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        if self.status is None:
            raise httpx2.ConnectError("nobody there")
        return httpx2.Response(self.status)


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def probe(outside: Outside, key: Ed25519PrivateKey) -> Probe:
    sandbox = Sandbox("sandbox-1", "key-1", key)
    return Probe(sandbox, "connector-1", URL, lambda: outside.now, httpx2.MockTransport(outside.answer))


async def test_nothing_is_reached_before_the_first_202(probe: Probe, outside: Outside) -> None:
    assert not probe.reached()
    await probe.probe()
    assert probe.reached()


async def test_one_202_counts_for_half_a_minute(probe: Probe, outside: Outside) -> None:
    await probe.probe()
    outside.now += REACHED_LIMIT
    assert probe.reached()
    outside.now += seconds(1)
    assert not probe.reached()


@pytest.mark.parametrize("status", [None, 200, 401, 403, 413, 429, 500, 502, 503])
async def test_any_other_answer_is_none(probe: Probe, outside: Outside, status: int | None) -> None:
    outside.status = status
    await probe.probe()
    assert not probe.reached()


async def test_a_202_that_took_long_counts_from_when_it_was_asked_for(probe: Probe, outside: Outside) -> None:
    slow = outside.answer

    def answer(request: httpx2.Request) -> httpx2.Response:
        outside.now += seconds(9)
        return slow(request)

    probe._transport = httpx2.MockTransport(answer)
    await probe.probe()
    outside.now = NOW + REACHED_LIMIT + seconds(1)
    assert not probe.reached()


async def test_a_probe_is_signed_as_any_agencys_post(probe: Probe, outside: Outside, key: Ed25519PrivateKey) -> None:
    class Keys(HTTPSignatureKeyResolver):  # type: ignore[misc]
        def resolve_public_key(self, key_id: str) -> object:
            assert key_id == "key-1"
            return key.public_key()

    outside.now = datetime.now(NOW.tzinfo)  # the library looks at the clock
    await probe.probe()
    [request] = outside.requests
    [result] = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=Keys()).verify(
        _Seen(request.method, str(request.url), dict(request.headers)),
        expect_tag=TAG,
        expect_label=LABEL,
        body=request.content,
    )
    assert {str(name).strip('"') for name in result.covered_components} >= {"@method", "@target-uri", "content-digest"}


class _Seen:
    def __init__(self, method: str, url: str, headers: dict[str, str]) -> None:
        self.method, self.url, self.headers = method, url, headers


async def test_all_probes_of_a_day_are_one_fact_and_no_two_have_a_nonce_in_common(
    probe: Probe, outside: Outside
) -> None:
    for _ in range(3):
        await probe.probe()
        outside.now += seconds(5)
    events = [read_batch(request.content)[0] for request in outside.requests]
    assert len({(event.event.id, event.sha256) for event in events}) == 1
    assert events[0].event.time <= NOW
    assert len({request.headers["signature-input"] for request in outside.requests}) == 3


def test_a_key_is_read_as_the_enrolment_writes_it(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    sandbox = Sandbox.load("sandbox-1", file)
    assert sandbox.private_key.public_key() == key.public_key()
    assert len(sandbox.key_id) == 32
