"""What a bearer token proves: who signed it, for whom, until when, and which official it names."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from services.registry.identity.official import Official, has_controls, roles_among
from services.registry.identity.provider import Provider
from services.registry.problems import NotSignedIn

ALGORITHMS = ("ES256", "RS256", "EdDSA")
"""Signatures of a private key. Neither `none` nor HS*, whose key would be a public one here."""
LEEWAY = 10
"""Seconds by which the issuer's clock and ours may differ."""
MAX_LENGTH = 8_192
_TYPES = (None, "jwt", "at+jwt", "application/at+jwt")
_MAX_SUBJECT, _MAX_NAME = 255, 300
_REGISTRY = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
_log = structlog.get_logger(__name__)

Now = Callable[[], datetime]


def real_time() -> datetime:
    return datetime.now(UTC)


class TokenRefused(Exception):
    """A token that proves nothing; the message says why and holds nothing of it."""


class TokenVerifier:
    """Verifies the issuer's signed tokens by its published keys."""

    def __init__(self, provider: Provider, audience: str, now: Now = real_time) -> None:
        self._provider = provider
        self._audience = audience
        self._now = now

    async def official(self, token: str) -> Official:
        """The official whom an access token names.

        Raises:
            NotSignedIn: the token is forged, malformed, expired, or meant for somebody else.
            IssuerAway: it cannot be told, for want of keys.
        """
        try:
            signed = await self.signed(token)
            self._check(signed)
            return _official(signed.claims)
        except TokenRefused as error:
            _log.info("token refused", reason=str(error))
            raise NotSignedIn from None

    async def signed(self, token: str) -> jwt.Token:
        """Header and claims of whatever the issuer has signed; raises TokenRefused, IssuerAway."""
        if len(token) > MAX_LENGTH:
            raise TokenRefused("too long")
        try:
            header = jws.extract_compact(token.encode(), registry=_REGISTRY).headers()
            kid = header.get("kid")
            if header.get("alg") not in ALGORITHMS:
                raise TokenRefused("signed in a way that is not accepted")
            if kid is not None and not isinstance(kid, str):
                raise TokenRefused("kid is no text")
            return jwt.decode(token, await self._provider.keys(kid), registry=_REGISTRY)
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            raise TokenRefused(type(error).__name__) from None

    def _check(self, signed: jwt.Token) -> None:
        kind = signed.header.get("typ")
        if (kind.lower() if isinstance(kind, str) else kind) not in _TYPES:
            raise TokenRefused("no access token")
        registry = JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self._provider.issuer},
            aud={"essential": True, "value": self._audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            registry.validate(signed.claims)
        except JoseError as error:
            raise TokenRefused(str(error)) from None


def _official(claims: Mapping[str, Any]) -> Official:
    roles = claims.get("roles")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise TokenRefused("roles are no list of words")
    return Official(_text(claims, "sub", _MAX_SUBJECT), _text(claims, "name", _MAX_NAME), roles_among(roles))


def _text(claims: Mapping[str, Any], name: str, longest: int) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest or has_controls(value):
        raise TokenRefused(f"{name} is no usable text")
    return value
