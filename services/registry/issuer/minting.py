"""The tokens the issuer signs."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import ECKey

from services.registry.identity.settings import AUDIENCE
from services.registry.issuer.officials import DemoOfficial

TOKENS_LAST = timedelta(hours=12)
_ALGORITHM = "ES256"


class Mint:
    """Signs tokens in the name of one issuer."""

    def __init__(self, issuer: str, client_id: str, key: ECKey) -> None:
        self._issuer, self._client_id, self._key = issuer, client_id, key

    def access_token(self, official: DemoOfficial, now: datetime) -> str:
        """What the registry's API takes (RFC 9068); it alone tells the roles."""
        claims = self._claims(official, AUDIENCE, now)
        more = {
            "nbf": claims["iat"],
            "jti": secrets.token_urlsafe(16),
            "client_id": self._client_id,
            "roles": list(official.roles),
        }
        return self._signed("at+jwt", claims | more)

    def id_token(self, official: DemoOfficial, now: datetime, nonce: str | None, access_token: str) -> str:
        """What tells the client that this person has just signed in, by this very login."""
        at_hash = create_half_hash(access_token, _ALGORITHM).decode()
        claims = self._claims(official, self._client_id, now) | {"auth_time": int(now.timestamp()), "at_hash": at_hash}
        return self._signed("JWT", claims | ({"nonce": nonce} if nonce else {}))

    def _claims(self, official: DemoOfficial, audience: str, now: datetime) -> dict[str, Any]:
        return {
            "iss": self._issuer,
            "aud": audience,
            "sub": official.subject,
            "name": official.name,
            "synthetic": True,
            "iat": int(now.timestamp()),
            "exp": int((now + TOKENS_LAST).timestamp()),
        }

    def _signed(self, kind: str, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": _ALGORITHM, "typ": kind, "kid": self._key.kid}, claims, self._key)
