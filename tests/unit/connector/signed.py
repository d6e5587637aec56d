"""Signed requests to tamper with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from mohlat_contracts import encode_batch, sources
from mohlat_contracts.codec import Event
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.evidence import ConnectionEstablished
from mohlat_contracts.signing import COMPONENTS, LABEL, LIFETIME, QUERY_COMPONENTS, QUERY_TAG, TAG
from mohlat_sdk import SigningKey, generate_key

from services.connector.intake.verification import SignedRequest
from services.connector.keys import EnrolledKey

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
DOMAIN = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
URL = "http://connector.test/v1/events"
KEY, OTHER_KEY = generate_key(), generate_key()


def established(agency: str = "sanjesh", at: datetime = DOMAIN, **changes: Any) -> ConnectionEstablished:
    return ConnectionEstablished(**{"id": "e1", "source": sources.agency(agency), "time": at, **changes})


def enrolled(key: SigningKey, agency: str = "sanjesh", **changes: Any) -> EnrolledKey:
    found = EnrolledKey(agency, sources.agency(agency), 1, key.private_key.public_key(), None)
    return replace(found, **changes)


def signed(
    events: list[Event] | None = None,
    *,
    key: SigningKey = KEY,
    body: bytes | None = None,
    created: datetime = NOW,
    expires: datetime | None = None,
    extra: dict[str, str] | None = None,
    body_signed: bool = True,
    **how: Any,
) -> SignedRequest:
    """A request as the SDK signs it, less what `how` says otherwise."""
    content = encode_batch(events or [established()]) if body is None else body
    request = SignedRequest("POST", URL, {"content-type": BATCH_CONTENT_TYPE, **(extra or {})}, content)
    arguments: dict[str, Any] = {
        "key_id": KEY.key_id,
        "created": created,
        "expires": expires or created + LIFETIME,
        "nonce": "n-0123456789",
        "label": LABEL,
        "tag": TAG,
        "covered_component_ids": COMPONENTS,
        "body": content if body_signed else None,
        **how,
    }
    keys = MappingKeyResolver(public_keys={}, private_keys={arguments["key_id"]: key.private_key})
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys).sign(request, **arguments)
    return replace(request, headers={name.lower(): value for name, value in request.headers.items()})


def question(
    *, key: SigningKey = KEY, created: datetime = NOW, path: str = "/v1/agencies/me", **how: Any
) -> SignedRequest:
    """A signed GET, which has no body."""
    request = SignedRequest("GET", f"http://connector.test{path}", {}, b"")
    arguments: dict[str, Any] = {
        "key_id": KEY.key_id,
        "created": created,
        "expires": created + LIFETIME,
        "nonce": "q-0123456789",
        "label": LABEL,
        "tag": QUERY_TAG,
        "covered_component_ids": QUERY_COMPONENTS,
        **how,
    }
    keys = MappingKeyResolver(public_keys={}, private_keys={arguments["key_id"]: key.private_key})
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys).sign(request, **arguments)
    return replace(request, headers={name.lower(): value for name, value in request.headers.items()})


def thinly_signed(covered: tuple[str, ...]) -> SignedRequest:
    """With a right digest that the signature does not cover."""
    digest = signed().headers["content-digest"]
    request = signed(covered_component_ids=covered, body_signed=False)
    return with_header(request, "content-digest", digest)


def with_header(request: SignedRequest, name: str, value: str) -> SignedRequest:
    return replace(request, headers={**request.headers, name: value})


def seconds(count: int) -> timedelta:
    return timedelta(seconds=count)
