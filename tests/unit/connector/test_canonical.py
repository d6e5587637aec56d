"""The quick reading of a signature accepts nothing that the whole check by the library refuses."""

import base64
import os
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mohlat_contracts.signing import COMPONENTS, LIFETIME

from services.connector.intake.callers import check_digest
from services.connector.intake.canonical import (
    EVIDENCE,
    MAX_TARGET,
    QUERY,
    Claim,
    Head,
    _plain_target,
    prove,
    read_claim,
)
from services.connector.intake.verification import NotVerified, SignedRequest, Verification
from services.connector.problems import Refused
from tests.unit.connector.signed import KEY, NOW, OTHER_KEY, enrolled, seconds, signed, with_header
from tests.unit.connector.test_verification import TAMPERED

PROOF = os.environ.get("MOHLAT_PROOF") == "1"
EXAMPLES = 30_000 if PROOF else 400
KEYS = {KEY.key_id: enrolled(KEY)}
library = Verification(KEYS.get)


def quickly(request: SignedRequest) -> Claim:
    """What the intake does, in its order."""
    head = Head(request.method, request.url, request.headers)
    claim = read_claim(head, EVIDENCE, NOW)
    if claim.key_id not in KEYS:
        raise NotVerified("unknown_key")
    try:
        check_digest(head, request.body)
    except Refused as error:
        raise NotVerified(error.reason) from error
    prove(claim, KEYS[claim.key_id].public_key)
    return claim


def accepted(request: SignedRequest) -> Claim | None:
    try:
        return quickly(request)
    except NotVerified:
        return None


GENUINE: dict[str, SignedRequest] = {
    "a batch": signed(),
    "an empty body": signed(body=b""),
    "compressed": signed(extra={"content-encoding": "gzip"}, covered_component_ids=(*COMPONENTS, "content-encoding")),
    "a charset": signed(extra={"content-type": "application/cloudevents-batch+json; charset=utf-8"}),
    "a nonce with quotes": signed(nonce='a"b\\c'),
    "a short life": signed(expires=NOW + seconds(1)),
}


@pytest.mark.parametrize("request_", GENUINE.values(), ids=GENUINE.keys())
def test_a_genuine_request_is_read_as_the_library_reads_it(request_: SignedRequest) -> None:
    claim, signer = quickly(request_), library.verify(request_, NOW)
    assert (claim.key_id, claim.nonce, claim.expires) == (signer.key_id, signer.nonce, signer.expires)


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED.keys())
def test_a_tampered_request_is_not_accepted(tamper: Any) -> None:
    assert accepted(tamper()) is None


def test_parameters_may_come_in_any_order() -> None:
    """Other signers serialize them otherwise; what is signed is what they wrote."""
    request = signed()
    covered, *parameters = request.headers["signature-input"].removeprefix("mohlat=").split(";")
    for turn in range(len(parameters)):
        turned = resigned(request, ";".join([covered, *parameters[turn:], *parameters[:turn]]))
        assert quickly(turned).key_id == library.verify(turned, NOW).key_id == KEY.key_id


def resigned(request: SignedRequest, signature_input: str, components: tuple[str, ...] = COMPONENTS) -> SignedRequest:
    """The same request with other parameters, truly signed: only their spelling or meaning can be at fault."""
    values = {"@method": request.method, "@target-uri": request.url, **request.headers}
    lines = [f'"{name}": {values.get(name, "")}' for name in components]
    base = "\n".join([*lines, f'"@signature-params": {signature_input}']).encode("utf-8", "surrogatepass")
    signature = base64.b64encode(KEY.private_key.sign(base)).decode()
    changed = with_header(request, "signature-input", f"mohlat={signature_input}")
    return with_header(changed, "signature", f"mohlat=:{signature}:")


_noise = st.text(st.characters(max_codepoint=0x17F), max_size=4)
_digits = st.integers(-(2**62), 2**62).map(str) | st.sampled_from(["007", "1.0", "1_0", "+1", "-0", "١"])
_parameter = st.one_of(
    st.tuples(st.sampled_from(["created", "expires", "x"]), _digits | st.just(str(int(NOW.timestamp())))),
    st.tuples(st.sampled_from(["keyid", "alg", "nonce", "tag", "x", "Tag"]), _noise.map(lambda text: f'"{text}"')),
).map("=".join)


@st.composite
def _mutated(draw: st.DrawFn) -> SignedRequest:
    """A genuine request, changed somewhere; half of them signed again after the change."""
    request = draw(st.sampled_from(list(GENUINE.values())))
    components = (*COMPONENTS, "content-encoding") if "content-encoding" in request.headers else COMPONENTS
    for _ in range(draw(st.integers(1, 3))):
        request = _changed(draw, request)
    if draw(st.booleans()):
        covered = request.headers["signature-input"].removeprefix("mohlat=")
        request = resigned(request, _parameters_changed(draw, covered), components)
    return request


def _changed(draw: st.DrawFn, request: SignedRequest) -> SignedRequest:
    where = draw(st.sampled_from(["body", "url", "method", *sorted(request.headers)]))
    if where == "body":
        return replace(request, body=draw(st.binary(max_size=20)) + request.body)
    if where == "url":
        return replace(request, url=_edited(draw, request.url))
    if where == "method":
        return replace(request, method=draw(st.sampled_from(["GET", "post", "POST ", "PUT"])))
    return with_header(request, where, _edited(draw, request.headers[where]))


def _edited(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    return text[:start] + draw(_noise) + text[start + draw(st.integers(0, 3)) :]


def _parameters_changed(draw: st.DrawFn, text: str) -> str:
    covered, *parameters = text.split(";")
    if draw(st.booleans()):
        parameters = list(draw(st.permutations(parameters)))
    if parameters and draw(st.booleans()):
        parameters[draw(st.integers(0, len(parameters) - 1))] = draw(_parameter)
    if draw(st.integers(0, 3)) == 0:
        parameters.append(draw(_parameter))
    return ";".join([covered, *parameters])


@pytest.mark.timeout(3_600 if PROOF else 300)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(_mutated())
def test_nothing_is_accepted_that_the_library_refuses(request: SignedRequest) -> None:
    claim = accepted(request)
    if claim is not None:
        signer = library.verify(request, NOW)
        assert (claim.key_id, claim.nonce, claim.expires) == (signer.key_id, signer.nonce, signer.expires)


@pytest.mark.timeout(3_600 if PROOF else 300)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_truly_signed_is_accepted_only_if_the_library_accepts_it(data: st.DataObject) -> None:
    """The signature always holds here, so that nothing but the reading decides."""
    request = data.draw(st.sampled_from(list(GENUINE.values())))
    components = (*COMPONENTS, "content-encoding") if "content-encoding" in request.headers else COMPONENTS
    changed = data.draw(st.sampled_from(["url", "content-type", "parameters"]))
    if changed == "url":
        request = replace(request, url=_edited(data.draw, request.url))
    if changed == "content-type":
        request = with_header(request, "content-type", _edited(data.draw, request.headers["content-type"]))
    covered = request.headers["signature-input"].removeprefix("mohlat=")
    request = resigned(request, _parameters_changed(data.draw, covered), components)
    if accepted(request) is not None:
        library.verify(request, NOW)


def test_a_question_covers_method_and_target_alone() -> None:
    with pytest.raises(NotVerified, match="coverage"):
        read_claim(Head("GET", signed().url, signed().headers), QUERY, NOW)


def test_another_key_proves_nothing() -> None:
    request = signed()
    claim = read_claim(Head(request.method, request.url, request.headers), EVIDENCE, NOW)
    prove(claim, KEY.private_key.public_key())
    with pytest.raises(NotVerified):
        prove(claim, OTHER_KEY.private_key.public_key())


def test_a_signature_ends() -> None:
    request = signed()
    head = Head(request.method, request.url, request.headers)
    read_claim(head, EVIDENCE, NOW + LIFETIME)
    with pytest.raises(NotVerified, match="stale"):
        read_claim(head, EVIDENCE, NOW + LIFETIME + seconds(1))


def test_a_target_that_is_too_long_is_not_remembered() -> None:
    request, before = signed(), _plain_target.cache_info().currsize
    for number in range(3):
        with pytest.raises(NotVerified):
            read_claim(Head("POST", f"{request.url}?{number}{'x' * MAX_TARGET}", request.headers), EVIDENCE, NOW)
    assert _plain_target.cache_info().currsize == before
