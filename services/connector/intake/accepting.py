"""The one use case: signed events come in, and are in the log or are refused."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from mohlat_contracts import headers
from mohlat_contracts.signing import AHEAD_LIMIT

from services.connector.evidence import Place, rfc3339
from services.connector.intake.callers import Callers, check_digest
from services.connector.intake.canonical import EVIDENCE, Head
from services.connector.intake.content import events_in
from services.connector.intake.under_way import Claimed, UnderWay
from services.connector.keys import EnrolledKey
from services.connector.metrics import EVENTS
from services.connector.ordinals import Ordinals, encode_ordinals, ordinals_of
from services.connector.problems import malformed, not_now, not_yours
from services.connector.timing.door import Door
from services.connector.timing.opening import Opening
from services.plumbing.publisher import NotPublished

_log = structlog.get_logger(__name__)


class Log(Protocol):
    """Where accepted batches go; see EvidenceLog."""

    async def append(self, agency: str, value: bytes, record_headers: Mapping[str, str | bytes]) -> Place: ...


@dataclass(frozen=True, slots=True)
class Post:
    """A post whose body has not been read yet.

    Attributes:
        head: with the headers that are stored, and no others.
        media: the bare media type.
        encoding: `identity` or `gzip`.
        length: of the body as announced, in bytes; None when it is not.
        read: reads the body, and claims what it takes as far as that was not announced.
    """

    head: Head
    media: str
    encoding: str
    length: int | None
    traceparent: str | None
    read: Callable[[Claimed], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """`count` events lie in the log at `place`, stamped `known_at`; `digest` is the Content-Digest of their bytes."""

    count: int
    known_at: datetime
    place: Place
    digest: str


class Intake:
    """Checks a post in order, the cheap things first, then appends it."""

    def __init__(self, door: Door, opening: Opening, callers: Callers, under_way: UnderWay, log: Log) -> None:
        self._door, self._opening, self._callers = door, opening, callers
        self._under_way, self._log = under_way, log

    async def accept(self, post: Post) -> Accepted:
        """Take events into the log, all or none.

        Raises:
            Refused: with nothing written, except that after 503 the events may yet appear.
        """
        self._opening.check()
        caller = await self._callers.announced(post.head, EVIDENCE)
        with self._under_way.begin(post.length or 0) as claimed:
            body = await post.read(claimed)
            digest = check_digest(post.head, body)
            clock = self._opening.check()
            key = self._callers.prove(caller, clock)
            count, ordinals = _look_through(body, post, key, clock + AHEAD_LIMIT)
            known_at, place = await self._append(post, body, key.agency, ordinals)
        EVENTS.inc(count)
        return Accepted(count, known_at, place, digest)

    async def _append(self, post: Post, body: bytes, agency: str, ordinals: Ordinals) -> tuple[datetime, Place]:
        admission = self._door.admit()
        try:
            place = await self._log.append(agency, body, _record_headers(post, admission.known_at, ordinals))
        except NotPublished as error:
            _log.warning("not published", agency=agency, reason=str(error))
            raise not_now("The log did not acknowledge the batch.", "not_published", 2) from error
        finally:
            self._door.release(admission)
        return admission.known_at, place


def _look_through(body: bytes, post: Post, key: EnrolledKey, latest: datetime) -> tuple[int, Ordinals]:
    """How many events there are, each of them one that this key may send, and which ordinals they bear."""
    events = events_in(body, post.media, post.encoding)
    for index, event in enumerate(events):
        if event.source != key.source:
            raise not_yours(index)
        if event.time > latest:
            raise malformed(index, "$.time", f"more than {AHEAD_LIMIT} ahead of the clock")
    return len(events), ordinals_of(events)


def _record_headers(post: Post, known_at: datetime, ordinals: Ordinals) -> dict[str, str | bytes]:
    record: dict[str, str | bytes] = {
        "method": post.head.method,
        "target-uri": post.head.url,
        **post.head.headers,
        headers.KNOWN_AT: rfc3339(known_at),
        headers.TRACEPARENT: post.traceparent or f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01",
    }
    if ordinals:
        record[headers.ORDINALS] = encode_ordinals(ordinals)
    return record
