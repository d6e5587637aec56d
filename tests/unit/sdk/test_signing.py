"""What a signature of the SDK covers, checked by the signature library's own verifier."""

import gzip
from datetime import UTC, datetime

import httpx2
import pytest
from http_message_signatures import HTTPMessageVerifier, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from mohlat_contracts.signing import COMPONENTS, LABEL, LIFETIME, QUERY_COMPONENTS, QUERY_TAG, TAG
from mohlat_sdk import SigningKey, generate_key
from mohlat_sdk.batches import COMPRESS_ABOVE, Content, content
from mohlat_sdk.signing import RequestSigner

KEY = generate_key()
URL = "http://connector.test/v1/events"


def verified(key: SigningKey, request: httpx2.Request, tag: str, body: bytes | None) -> list[str]:
    """The covered components of a signature that holds."""
    keys = MappingKeyResolver(public_keys={key.key_id: key.private_key.public_key()}, private_keys={})
    verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=keys)
    [result] = verifier.verify(request, max_age=LIFETIME, expect_tag=tag, expect_label=LABEL, body=body)
    return [name.strip('"') for name in result.covered_components if name != '"@signature-params"']


def posted(what: Content) -> httpx2.Request:
    headers = RequestSigner(KEY, KEY.key_id).sign_content(URL, what, datetime.now(UTC))
    return httpx2.Request("POST", URL, content=what.body, headers=headers)


def test_a_plain_batch_is_covered_whole() -> None:
    request = posted(Content(b"[]"))
    assert verified(KEY, request, TAG, b"[]") == list(COMPONENTS)
    assert "content-encoding" not in request.headers


def test_a_compressed_batch_is_covered_as_it_is_sent() -> None:
    request = posted(content([b'{"a":1}' * 1000]))
    assert request.headers["content-encoding"] == "gzip"
    assert verified(KEY, request, TAG, request.content) == [*COMPONENTS, "content-encoding"]
    assert gzip.decompress(request.content).startswith(b"[{")


def test_a_question_has_no_body_and_a_tag_of_its_own() -> None:
    headers = RequestSigner(KEY, KEY.key_id).sign_query(URL, datetime.now(UTC))
    request = httpx2.Request("GET", URL, headers=headers)
    assert verified(KEY, request, QUERY_TAG, None) == list(QUERY_COMPONENTS)
    assert "content-digest" not in request.headers


def test_every_signature_has_a_nonce_of_its_own() -> None:
    signer = RequestSigner(KEY, KEY.key_id)
    now = datetime.now(UTC)
    assert len({signer.headers(URL, b"[]", now)["Signature"] for _ in range(50)}) == 50


@pytest.mark.parametrize("size", [COMPRESS_ABOVE - 2, COMPRESS_ABOVE - 1])
def test_only_what_is_larger_than_a_kibibyte_is_compressed(size: int) -> None:
    assert content([b"x" * size]).encoding == (None if size + 2 <= COMPRESS_ABOVE else "gzip")


def test_the_same_events_are_the_same_bytes_whenever_they_are_compressed() -> None:
    compressed = content([b"x" * 5000])
    assert compressed == content([b"x" * 5000])
    assert compressed.body[4:8] == bytes(4), "the time of day is not in them"
