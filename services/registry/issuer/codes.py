"""Codes handed out and not redeemed yet. In memory: whoever loses one to a restart signs in again."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oauth2.rfc7636.challenge import CODE_VERIFIER_PATTERN

from services.registry.issuer.asked import Asked
from services.registry.issuer.officials import DemoOfficial

CODES_LAST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Granted:
    """What a code stands for."""

    asked: Asked
    official: DemoOfficial
    until: datetime


class Codes:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._granted: dict[str, Granted] = {}

    def issue(self, asked: Asked, official: DemoOfficial) -> str:
        now = self._now()
        self._granted = {code: granted for code, granted in self._granted.items() if granted.until > now}
        code = secrets.token_urlsafe(32)
        self._granted[code] = Granted(asked, official, now + CODES_LAST)
        return code

    def redeem(self, code: str, client_id: str, redirect_uri: str, verifier: str) -> Granted | None:
        """What the code stands for, to whoever asked for it; also a wrong try uses it up."""
        granted = self._granted.pop(code, None)
        if granted is None or granted.until <= self._now():
            return None
        asked = granted.asked
        fits = asked.client_id == client_id and asked.redirect_uri == redirect_uri
        return granted if fits and _proves(verifier, asked.code_challenge) else None


def _proves(verifier: str, challenge: str) -> bool:
    """PKCE by S256 (RFC 7636); there is no other here."""
    if not CODE_VERIFIER_PATTERN.match(verifier):
        return False
    return hmac.compare_digest(create_s256_code_challenge(verifier), challenge)
