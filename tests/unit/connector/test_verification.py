"""Every way to tamper with a signed request that we could think of, and the fresh one that passes."""

import base64
import hashlib
import os
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from mohlat_contracts.signing import CLOCK_SKEW, COMPONENTS, LIFETIME

from services.connector.intake.verification import KeyUnknown, NotVerified, SignedRequest, Verification
from tests.unit.connector.signed import KEY, NOW, OTHER_KEY, enrolled, seconds, signed, thinly_signed, with_header

KEYS = {KEY.key_id: enrolled(KEY)}
verification = Verification(KEYS.get)


def recoded(request: SignedRequest) -> SignedRequest:
    """The same signature, with bits of its base64 set that decoding ignores."""
    text = request.headers["signature"]
    return with_header(request, "signature", text[:-4] + chr(ord(text[-4]) + 1) + text[-3:])


def doubled(request: SignedRequest) -> SignedRequest:
    """A second signature under another label, as a proxy might add."""
    headers = {name: request.headers[name] for name in ("signature", "signature-input")}
    more = {name: f"{value}, {value.replace('mohlat=', 'sig2=', 1)}" for name, value in headers.items()}
    return replace(request, headers={**request.headers, **more})


def without(request: SignedRequest, *names: str) -> SignedRequest:
    return replace(request, headers={name: value for name, value in request.headers.items() if name not in names})


def spaced(request: SignedRequest) -> SignedRequest:
    return with_header(request, "signature-input", request.headers["signature-input"].replace('" "', '"  "'))


def digest_of(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


TAMPERED: dict[str, Callable[[], SignedRequest]] = {
    "unsigned": lambda: without(signed(), "signature", "signature-input"),
    "the signature is missing": lambda: without(signed(), "signature"),
    "the digest is missing": lambda: without(signed(), "content-digest"),
    "the content type is missing": lambda: without(signed(), "content-type"),
    "another body": lambda: replace(signed(), body=b"[]"),
    "another body and its digest": lambda: with_header(
        replace(signed(), body=b"[]"), "content-digest", digest_of(b"[]")
    ),
    "an empty body": lambda: replace(signed(), body=b""),
    "another method": lambda: replace(signed(), method="PUT"),
    "another path": lambda: replace(signed(), url="http://connector.test/v1/other"),
    "another host": lambda: replace(signed(), url="http://elsewhere.test/v1/events"),
    "another scheme": lambda: replace(signed(), url="https://connector.test/v1/events"),
    "a query added": lambda: replace(signed(), url="http://connector.test/v1/events?x=1"),
    "another content type": lambda: with_header(signed(), "content-type", "text/plain"),
    "another key than it says": lambda: signed(key=OTHER_KEY),
    "a wrong tag": lambda: signed(tag="mohlat-evidence-v2"),
    "no tag": lambda: signed(tag=None),
    "another label": lambda: signed(label="sig1"),
    "no nonce": lambda: signed(nonce=None),
    "an empty nonce": lambda: signed(nonce=""),
    "an endless nonce": lambda: signed(nonce="n" * 101),
    "no algorithm": lambda: signed(include_alg=False),
    "stale": lambda: signed(created=NOW - LIFETIME - seconds(1)),
    "expired by a second": lambda: signed(created=NOW - seconds(11), expires=NOW - seconds(1)),
    "from the future": lambda: signed(created=NOW + CLOCK_SKEW + seconds(1)),
    "a lifetime too long": lambda: signed(expires=NOW + LIFETIME + seconds(1)),
    "it expires before it begins": lambda: signed(expires=NOW - seconds(1), created=NOW),
    "a second signature beside it": lambda: doubled(signed()),
    "the same signature spelt otherwise": lambda: recoded(signed()),
    "the same parameters spelt otherwise": lambda: spaced(signed()),
    "an encoding added": lambda: with_header(signed(), "content-encoding", "identity"),
    "rubbish for a signature": lambda: with_header(signed(), "signature", "mohlat=:AAAA:"),
    "rubbish for parameters": lambda: with_header(signed(), "signature-input", "(((("),
}


def test_a_fresh_request_passes() -> None:
    signer = verification.verify(signed(), NOW)
    assert (signer.key_id, signer.key.agency, signer.nonce) == (KEY.key_id, "sanjesh", "n-0123456789")


@pytest.mark.parametrize("at", [NOW, NOW + LIFETIME, NOW - CLOCK_SKEW], ids=["now", "at its end", "clock behind"])
def test_a_signature_holds_from_a_minute_before_it_was_made_to_its_end(at: object) -> None:
    verification.verify(signed(), at)  # type: ignore[arg-type]


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED.keys())
def test_a_tampered_request_is_not_verified(tamper: Callable[[], SignedRequest]) -> None:
    with pytest.raises(NotVerified):
        verification.verify(tamper(), NOW)


@pytest.mark.parametrize("left_out", COMPONENTS)
def test_a_signature_that_leaves_a_component_out_is_not_verified(left_out: str) -> None:
    covered = tuple(component for component in COMPONENTS if component != left_out)
    request = thinly_signed(covered) if left_out == "content-digest" else signed(covered_component_ids=covered)
    with pytest.raises(NotVerified):
        verification.verify(request, NOW)


def test_a_component_that_could_not_be_checked_later_is_not_verified() -> None:
    """Only the stored headers reach the verification, so what covers others finds none."""
    request = signed(covered_component_ids=(*COMPONENTS, "x-trace"), extra={"x-trace": "1"})
    with pytest.raises(NotVerified):
        verification.verify(without(request, "x-trace"), NOW)


def test_an_unknown_key_is_told_apart_so_that_the_registry_can_be_read_again() -> None:
    with pytest.raises(KeyUnknown):
        Verification(lambda key_id: None).verify(signed(), NOW)


def test_any_single_changed_byte_is_refused() -> None:
    """Seeded; at full size it is every byte of everything signed."""
    good = signed()
    places = [("body", i) for i in range(len(good.body))]
    places += [(name, i) for name, value in good.headers.items() for i in range(len(value))]
    places += [("url", i) for i in range(len(good.url))] + [("method", i) for i in range(len(good.method))]
    chance = random.Random(1402)  # noqa: S311
    full = os.environ.get("MOHLAT_PROOF") == "1"
    for where, index in places if full else chance.sample(places, 150):
        changed = _with_changed_byte(good, where, index, chance.randrange(1, 95))
        with pytest.raises(NotVerified):
            verification.verify(changed, NOW)


def _with_changed_byte(request: SignedRequest, where: str, index: int, shift: int) -> SignedRequest:
    if where == "body":
        body = bytearray(request.body)
        body[index] = (body[index] + shift) % 256
        return replace(request, body=bytes(body))
    if where == "url":
        return replace(request, url=_shifted(request.url, index, shift))
    if where == "method":
        return replace(request, method=_shifted(request.method, index, shift))
    return with_header(request, where, _shifted(request.headers[where], index, shift))


def _shifted(text: str, index: int, shift: int) -> str:
    """Another printable ASCII character at `index`."""
    other = chr(32 + (ord(text[index]) - 32 + shift) % 95)
    return text[:index] + other + text[index + 1 :]
