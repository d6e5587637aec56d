"""Who calls: a key that the registry knows, proven by a fresh signature that is used once."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from services.connector.intake.canonical import Claim, Head, Profile, digest_of, prove, read_claim
from services.connector.intake.limits import RateLimit
from services.connector.intake.nonces import Nonces
from services.connector.intake.rereading import Rereading
from services.connector.intake.verification import NotVerified
from services.connector.keys import EnrolledKey, FindKey
from services.connector.problems import not_authenticated


class Announced(NamedTuple):
    """A claim, and the key that has made its signature. It may be a replay, and the key may be revoked."""

    claim: Claim
    key: EnrolledKey


class Callers:
    """Tells callers by their signatures; what is cheap to check comes first.

    Args:
        now: real time.
        rereading: of the registry, for a key that is not known.
        limit: requests of one key.
    """

    def __init__(self, find: FindKey, now: Callable[[], datetime], rereading: Rereading, limit: RateLimit) -> None:
        self._find, self._now, self._rereading, self._limit = find, now, rereading, limit
        self._nonces = Nonces()

    async def announced(self, head: Head, profile: Profile) -> Announced:
        """Who signed the head of a request. Whoever has not gets no room for a body.

        Raises:
            Refused: 401, it is no fresh signature of a known key; 503, the keys cannot be read up to now.
        """
        try:
            claim = read_claim(head, profile, self._now())
        except NotVerified as error:
            raise not_authenticated(str(error)) from error
        key = self._find(claim.key_id)
        if key is None:
            await self._rereading.now()
            key = self._find(claim.key_id)
        if key is None:
            raise not_authenticated("unknown_key")
        _check_signature(claim, key)
        if self._nonces.seen(claim.key_id, claim.nonce):
            raise not_authenticated("replayed")
        return Announced(claim, key)

    def prove(self, caller: Announced, clock: datetime) -> EnrolledKey:
        """Use the signature up, which still has to hold.

        Args:
            clock: the domain clock, by which keys are revoked.

        Raises:
            Refused: 401, or 429 when this key asks too often.
        """
        claim = caller.claim
        # Looked up again: it may have been revoked while a slow body came in.
        key = self._find(claim.key_id) or caller.key
        if key.revoked(clock):
            raise not_authenticated("revoked_key")
        if key is not caller.key:
            _check_signature(claim, key)
        now = self._now()
        # A slow body may have outlived its signature, and then its nonce is not remembered any more.
        if now > claim.expires:
            raise not_authenticated("stale")
        # A replay must not use up what its victim may send, so it is found out before it is counted.
        if not self._nonces.first_use(claim.key_id, claim.nonce, claim.expires, now):
            raise not_authenticated("replayed")
        self._limit.count(claim.key_id)
        return key


def _check_signature(claim: Claim, key: EnrolledKey) -> None:
    try:
        prove(claim, key.public_key)
    except NotVerified as error:
        raise not_authenticated(str(error)) from error


def check_digest(head: Head, body: bytes) -> str:
    """The body's Content-Digest, which is the one that the head says.

    Raises:
        Refused: 401, another body.
    """
    digest = digest_of(body)
    if head.headers.get("content-digest", "").strip(" \t") != digest:
        raise not_authenticated("digest")
    return digest
