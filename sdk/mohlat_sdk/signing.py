"""HTTP Message Signatures (RFC 9421) by the profile of mohlat_contracts.signing."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from mohlat_contracts.signing import COMPONENTS, LABEL, LIFETIME, QUERY_COMPONENTS, QUERY_TAG, TAG

from mohlat_sdk.batches import Content
from mohlat_sdk.keys import SigningKey


@dataclass(slots=True)
class _Request:
    """A request as the signing library wants to see it."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class RequestSigner:
    """Signs requests of one agency, each with a nonce of its own.

    In what follows `url` is the absolute target as it goes on the wire, and `now` is real time, not the domain's: a
    signature lives for minutes.
    """

    def __init__(self, key: SigningKey, key_id: str) -> None:
        keys = MappingKeyResolver(public_keys={}, private_keys={key_id: key.private_key})
        self._signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys)
        self._key_id = key_id

    def headers(self, url: str, body: bytes, now: datetime) -> dict[str, str]:
        """The headers of a signed POST of a batch that is not compressed."""
        return self.sign_content(url, Content(body), now)

    def sign_content(self, url: str, content: Content, now: datetime) -> dict[str, str]:
        """The headers of a signed POST; the digest is over the bytes as sent, and the encoding is covered."""
        request = _Request("POST", url, {"Content-Type": content.content_type})
        covered: Sequence[str] = COMPONENTS
        if content.encoding is not None:
            request.headers["Content-Encoding"] = content.encoding
            covered = (*COMPONENTS, "content-encoding")
        return self._sign(request, TAG, covered, content.body, now)

    def sign_query(self, url: str, now: datetime) -> dict[str, str]:
        """The headers of a signed GET."""
        return self._sign(_Request("GET", url), QUERY_TAG, QUERY_COMPONENTS, None, now)

    def _sign(
        self, request: _Request, tag: str, covered: Sequence[str], body: bytes | None, now: datetime
    ) -> dict[str, str]:
        self._signer.sign(
            request,
            key_id=self._key_id,
            created=now,
            expires=now + LIFETIME,
            nonce=secrets.token_urlsafe(16),
            label=LABEL,
            tag=tag,
            covered_component_ids=covered,
            body=body,
        )
        return request.headers
