"""The one use case: a signed batch comes in, and is in the log or is refused."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, get_args

import structlog
from mohlat_contracts import MalformedBatch, decode_batch, headers
from mohlat_contracts.codec import EvidenceEvent
from mohlat_contracts.signing import AHEAD_LIMIT

from services.connector.evidence import rfc3339
from services.connector.intake.nonces import Nonces
from services.connector.intake.verification import KeyUnknown, NotVerified, SignedRequest, Signer, Verification
from services.connector.keys import EnrolledKey
from services.connector.metrics import EVENTS, UNDER_WAY
from services.connector.problems import malformed, not_authenticated, not_now, not_yours
from services.connector.timing.door import Door
from services.connector.timing.opening import Opening
from services.plumbing.publisher import NotPublished

EVIDENCE_EVENTS: tuple[type, ...] = get_args(EvidenceEvent)
MAX_BYTES_UNDER_WAY = 64 * 1024 * 1024

_log = structlog.get_logger(__name__)


class Log(Protocol):
    """Where accepted batches go; see EvidenceLog."""

    async def append(self, agency: str, value: bytes, record_headers: dict[str, str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """`count` events are in the log, stamped `known_at`."""

    count: int
    known_at: datetime


class Intake:
    """Checks a request in order, then appends it.

    Args:
        now: real time, for signatures.
        reread_keys: brings the keys up to the end of the registry topic, or raises NotCaughtUp.
    """

    def __init__(
        self,
        door: Door,
        opening: Opening,
        verification: Verification,
        log: Log,
        now: Callable[[], datetime],
        reread_keys: Callable[[], Awaitable[None]],
    ) -> None:
        self._door, self._opening, self._verification, self._log = door, opening, verification, log
        self._now, self._reread_keys = now, reread_keys
        self._nonces = Nonces()
        self._rereading = asyncio.Lock()
        self._rereads_begun = self._rereads_done = 0
        self._bytes_under_way = 0

    async def accept(self, request: SignedRequest, traceparent: str | None) -> Accepted:
        """Take a batch into the log.

        Raises:
            Refused: with nothing written, except that after 503 the batch may yet appear.
        """
        clock = self._opening.check()
        signer = await self._signer(request, clock)
        count = _count_events(request.body, signer.key, clock + AHEAD_LIMIT)
        if self._bytes_under_way + len(request.body) > MAX_BYTES_UNDER_WAY:
            raise not_now("Too much is under way.", "busy")
        known_at = await self._append(request, signer.key.agency, traceparent)
        EVENTS.inc(count)
        return Accepted(count, known_at)

    async def _signer(self, request: SignedRequest, clock: datetime) -> Signer:
        try:
            signer = await self._verified(request)
        except NotVerified as error:
            raise not_authenticated(str(error)) from error
        if signer.key.revoked(clock):
            raise not_authenticated("revoked_key")
        if not self._nonces.first_use(signer.key_id, signer.nonce, signer.expires, self._now()):
            raise not_authenticated("replayed")
        return signer

    async def _verified(self, request: SignedRequest) -> Signer:
        try:
            return self._verification.verify(request, self._now())
        except KeyUnknown:
            await self._reread()
            return self._verification.verify(request, self._now())

    async def _reread(self) -> None:
        """Read the registry up to its present end; whoever waits meanwhile shares one reading begun after he came."""
        came = self._rereads_begun
        async with self._rereading:
            if self._rereads_done > came:
                return
            self._rereads_begun += 1
            begun = self._rereads_begun
            try:
                await self._reread_keys()
            except TimeoutError as error:
                raise not_now("The registry's changes are not known up to now.", "keys_stale", 5) from error
            self._rereads_done = begun

    async def _append(self, request: SignedRequest, agency: str, traceparent: str | None) -> datetime:
        admission = self._door.admit()
        self._bytes_under_way += len(request.body)
        UNDER_WAY.inc()
        try:
            await self._log.append(agency, request.body, _record_headers(request, admission.known_at, traceparent))
        except NotPublished as error:
            _log.warning("not published", agency=agency, reason=str(error))
            raise not_now("The log did not acknowledge the batch.", "not_published", 2) from error
        finally:
            UNDER_WAY.dec()
            self._bytes_under_way -= len(request.body)
            self._door.release(admission)
        return admission.known_at


def _count_events(body: bytes, key: EnrolledKey, latest: datetime) -> int:
    """How many events there are, each of them one that this key may send."""
    try:
        events = decode_batch(body)
    except MalformedBatch as error:
        raise malformed(error.index, error.field, error.reason) from error
    for index, event in enumerate(events):
        if not isinstance(event, EVIDENCE_EVENTS):
            raise malformed(index, "$.type", "not an event that an agency may send")
        if event.source != key.source:
            raise not_yours(index)
        if event.time > latest:
            raise malformed(index, "$.time", f"more than {AHEAD_LIMIT} ahead of the clock")
    return len(events)


def _record_headers(request: SignedRequest, known_at: datetime, traceparent: str | None) -> dict[str, str]:
    return {
        "method": request.method,
        "target-uri": request.url,
        **request.headers,
        headers.KNOWN_AT: rfc3339(known_at),
        headers.TRACEPARENT: traceparent or f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01",
    }
