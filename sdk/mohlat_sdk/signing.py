"""HTTP Message Signatures (RFC 9421) by the profile of mohlat_contracts.signing."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.signing import COMPONENTS, LABEL, LIFETIME, TAG

from mohlat_sdk.keys import SigningKey


@dataclass(slots=True)
class _Request:
    """A request as the signing library wants to see it."""

    url: str
    headers: dict[str, str]
    method: str = "POST"


class RequestSigner:
    """Signs posts of one agency."""

    def __init__(self, key: SigningKey, key_id: str) -> None:
        keys = MappingKeyResolver(public_keys={}, private_keys={key_id: key.private_key})
        self._signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys)
        self._key_id = key_id

    def headers(self, url: str, body: bytes, now: datetime) -> dict[str, str]:
        """The headers of a signed POST of `body`, with a nonce of their own.

        Args:
            url: the absolute target, as it goes on the wire.
            now: real time, not the domain's: a signature lives for minutes.
        """
        request = _Request(url, {"Content-Type": BATCH_CONTENT_TYPE})
        self._signer.sign(
            request,
            key_id=self._key_id,
            created=now,
            expires=now + LIFETIME,
            nonce=secrets.token_urlsafe(16),
            label=LABEL,
            tag=TAG,
            covered_component_ids=COMPONENTS,
            body=body,
        )
        return request.headers
