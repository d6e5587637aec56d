"""Officials for tests: the local issuer with or without a socket, and logins without a browser."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncEngine

from scenarios.player.officials import access_token
from scenarios.player.officials import the_form as the_form
from services.plumbing.health import Health
from services.registry.identity.identity import Identity
from services.registry.identity.settings import AUDIENCE, IdentitySettings
from services.registry.identity.tokens import Now, real_time
from services.registry.issuer.app import create_issuer
from services.registry.issuer.minting import Mint
from services.registry.issuer.officials import DEMO_OFFICIALS
from services.registry.issuer.signing_key import generate_key

CLIENT = "mohlat-registry"
PUBLIC_URL = "http://registry"
ISSUER = "http://issuer"
LOOPBACK = "http://127.0.0.1:1/callback"


class LocalIssuer:
    """The issuer's own application and key, reached without a socket."""

    def __init__(self, url: str = ISSUER, public_url: str = PUBLIC_URL, now: Now = real_time) -> None:
        self.url, self._now = url, now
        self.key: ECKey = generate_key()
        self.mint = Mint(url, CLIENT, self.key)
        self.app = create_issuer(url, CLIENT, f"{public_url}/callback", self.key, Health(), now)
        self.transport = httpx2.ASGITransport(app=self.app)

    def token(self, subject: str) -> str:
        """A good access token of a demo official, such as `sara-registrar`."""
        return self.mint.access_token(DEMO_OFFICIALS[subject], self._now())

    def bearer(self, subject: str) -> dict[str, str]:
        """The same as headers of a request."""
        return {"Authorization": f"Bearer {self.token(subject)}"}

    def signed(
        self, changes: Mapping[str, Any] = {}, *, without: tuple[str, ...] = (), header: Mapping[str, Any] = {}
    ) -> str:
        """A token by the issuer's key whose claims are a registrar's but for these changes."""
        now = int(self._now().timestamp())
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "sara-registrar",
            "name": "Sara",
            "roles": ["registrar"],
            "iat": now,
            "exp": now + 60,
        } | dict(changes)
        kept = {name: value for name, value in claims.items() if name not in without}
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": self.key.kid} | dict(header), kept, self.key)


def an_issuer(**more: Any) -> LocalIssuer:
    return LocalIssuer(**more)


def an_identity(
    issuer: LocalIssuer, engine: AsyncEngine, *, public_url: str = PUBLIC_URL, now: Now = real_time
) -> Identity:
    """For `app.state.identity`: trusts this issuer."""
    settings = IdentitySettings(env="development", oidc_issuer=issuer.url, oidc_client_id=CLIENT, public_url=public_url)
    return Identity(settings, engine, transport=issuer.transport, now=now)


def tokens_for(issuer_url: str, subject: str) -> str:
    """An access token of a running issuer, by the code flow as a program on this machine does it."""
    with httpx2.Client(timeout=10) as client:
        return access_token(issuer_url, subject, client)


def a_request(verifier: str, **changes: str) -> dict[str, str]:
    """A good authorization request."""
    return {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": LOOPBACK,
        "scope": "openid profile",
        "state": "a-state",
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    } | changes


def arrived(answer: httpx2.Response) -> dict[str, str]:
    """What a redirect takes back to the client."""
    assert answer.status_code == 303, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def at(instant: str) -> Now:
    """A clock that stands."""
    standing = datetime.fromisoformat(instant).astimezone(UTC)
    return lambda: standing
