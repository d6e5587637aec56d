"""What makes a record of the evidence topic good. Pure: the keys and the broker's append time are arguments.

The signature is checked by the general implementation of RFC 9421 and, beside it, by the intake's own quick reading:
two programs have to agree that a record is good.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from mohlat_contracts import MalformedBatch, headers, sources
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.codec import EvidenceEvent
from mohlat_contracts.content import read_content
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE

from services.connector.checking.stored import StoredRecord
from services.connector.intake.canonical import EVIDENCE, Head, digest_of, prove, read_claim
from services.connector.intake.verification import KeyUnknown, NotVerified, SignedRequest, Signer, Verification
from services.connector.keys import EnrolledKey, FindKey
from services.connector.ordinals import decode_ordinals, ordinals_of
from services.timekeeping.ticks import BadTick, tick_in

APPEND_TOLERANCE = timedelta(minutes=1)
"""Between the clocks of whoever signed, the connector and the broker, and for the way from one to the next."""
REVOCATION_LAG = timedelta(minutes=1)
"""A connector accepts while the registry is known to it up to a minute ago, so it may not know of a revocation yet."""

_EVIDENCE_EVENTS: tuple[type, ...] = get_args(EvidenceEvent)
_CREATED = re.compile(r'(?:[^"]|"(?:[^"\\]|\\.)*")*?;created=([0-9]{1,12})(?:;|$)')
"""The parameter; what lies between quotes may look like one."""
_OWN = (headers.KNOWN_AT, headers.ORDINALS, headers.CONTENT_TYPE)

Verdict = Literal["good", "bad", "tick"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one record.

    Attributes:
        reason: what is wrong, a word and the particulars; empty for what is not bad.
        agency, key_id: as far as the record says; of a bad one they are not proven.
        events: how many there are in a good one.
    """

    partition: int
    offset: int
    appended_at: datetime | None
    verdict: Verdict
    reason: str = ""
    agency: str | None = None
    key_id: str | None = None
    events: int = 0


class Bad(Exception):
    """What is wrong with a record."""


class Checking:
    """Checks records one by one; holds nothing of them.

    Args:
        find_key: the public keys, as the registry has them at last.
        append_time: whether the broker's append times tell when records came in; in a copied topic they do not.
    """

    def __init__(self, find_key: FindKey, append_time: bool = True) -> None:
        self._find_key, self._append_time = find_key, append_time
        self._verification = Verification(find_key)

    def check(self, record: StoredRecord) -> Finding:
        """Judge one record. Never raises."""
        place = record.partition, record.offset, record.appended_at
        try:
            if record.key is None:
                _check_tick(record)
                return Finding(*place, "tick")
            signer, events = self._check_evidence(record)
        except Bad as bad:
            return Finding(*place, "bad", str(bad), _said_agency(record))
        return Finding(*place, "good", "", signer.key.agency, signer.key_id, events)

    def _check_evidence(self, record: StoredRecord) -> tuple[Signer, int]:
        if record.value is None:
            raise Bad("no_value")
        found = _headers(record)
        request = _request(found, record.value)
        created = _created(request)
        signer = self._verified(request, created)
        if record.key != signer.key.agency.encode():
            raise Bad(f"another_key: the record's key is not {signer.key.agency}")
        self._check_times(record, found, signer, created)
        return signer, _check_events(record.value, found, signer.key)

    def _verified(self, request: SignedRequest, created: datetime) -> Signer:
        try:
            claim = read_claim(Head(request.method, request.url, request.headers), EVIDENCE, created)
            signer = self._verification.verify(request, created)
            prove(claim, signer.key.public_key)
        except KeyUnknown as error:
            raise Bad("unknown_key") from error
        except NotVerified as error:
            raise Bad(f"not_verified: {error}") from error
        if digest_of(request.body) != request.headers.get("content-digest", "").strip(" \t"):
            raise Bad("digest")
        return signer

    def _check_times(self, record: StoredRecord, found: Mapping[str, str], signer: Signer, created: datetime) -> None:
        known_at = _instant(found, headers.KNOWN_AT)
        revoked_at = signer.key.revoked_at
        if revoked_at is not None and revoked_at + REVOCATION_LAG <= known_at:
            raise Bad(f"revoked_key: since {revoked_at.isoformat()}")
        try:
            tick = tick_in(dict(record.headers))
        except BadTick as error:
            raise Bad(f"bad_tick: {error}") from error
        if tick is not None and known_at < tick.open_to:
            raise Bad("bad_tick: it promises time beyond its own record")
        if self._append_time and record.appended_at is not None:
            if record.appended_at < created - APPEND_TOLERANCE:
                raise Bad("appended_early: before it was signed")
            if record.appended_at > signer.expires + APPEND_TOLERANCE:
                raise Bad("appended_late: after its signature had expired")


def _headers(record: StoredRecord) -> dict[str, str]:
    """Those that are checked, by name."""
    found: dict[str, str] = {}
    for name, value in record.headers:
        if name not in headers.SIGNED and name not in _OWN:
            continue
        if name in found:
            raise Bad(f"header_twice: {name}")
        try:
            found[name] = value.decode()
        except UnicodeDecodeError as error:
            raise Bad(f"header: {name} is not text") from error
        # The standard looks past it, and a connector does not store it.
        if found[name] != found[name].strip():
            raise Bad(f"header: whitespace around {name}")
    return found


def _request(found: Mapping[str, str], body: bytes) -> SignedRequest:
    """The request that was signed, put together again from what is stored."""
    for name in headers.SIGNED:
        if name not in found and name != "content-encoding":
            raise Bad(f"unsigned: without {name}")
    signed = {name: found[name] for name in headers.SIGNED if name in found}
    return SignedRequest(signed.pop("method"), signed.pop("target-uri"), signed, body)


def _created(request: SignedRequest) -> datetime:
    """When it says it was signed: the instant at which its signature has to hold."""
    created = _CREATED.match(request.headers["signature-input"])
    try:
        return datetime.fromtimestamp(int(created[1]), UTC) if created else _nowhere()
    except (ValueError, OverflowError, OSError) as error:
        raise Bad("not_verified: created") from error


def _nowhere() -> datetime:
    raise Bad("not_verified: created")


def _check_events(value: bytes, found: Mapping[str, str], key: EnrolledKey) -> int:
    """How many there are, every one of them the agency's own."""
    encoding = found.get(headers.CONTENT_ENCODING, "identity")
    try:
        events = [each.event for each in read_content(value, found[headers.CONTENT_TYPE], encoding)]
    except MalformedBatch as error:
        raise Bad(f"malformed: {error}") from error
    theirs: list[EvidenceEvent] = []
    for index, event in enumerate(events):
        if not isinstance(event, _EVIDENCE_EVENTS):
            raise Bad(f"malformed: event {index} is not one that an agency may send")
        if event.source != key.source:
            raise Bad(f"another_agency: event {index} is of {event.source}")
        theirs.append(event)  # type: ignore[arg-type]
    _check_ordinals(found, theirs)
    return len(theirs)


def _check_ordinals(found: Mapping[str, str], events: list[EvidenceEvent]) -> None:
    """They are ours, for quick reading, and not signed; but they must say what the signed bytes say."""
    text = found.get(headers.ORDINALS)
    try:
        said = {} if text is None else decode_ordinals(text.encode())
    except ValueError as error:
        raise Bad(f"ordinals: {error}") from error
    if said != ordinals_of(events):
        raise Bad("ordinals: the header does not say what the events say")


def _check_tick(record: StoredRecord) -> None:
    """A record without a key is a connector's tick, which nobody signs, and nothing else."""
    found = _headers(record)
    try:
        decoded = read_content(record.value or b"", found.get(headers.CONTENT_TYPE, BATCH_CONTENT_TYPE))
    except MalformedBatch as error:
        raise Bad(f"unsigned: without a key, and no tick: {error}") from error
    event = decoded[0].event
    if len(decoded) != 1 or not isinstance(event, ClockTicked):
        raise Bad("unsigned: without a key, and no tick")
    if event.source != sources.connector(event.data.writer):
        raise Bad(f"bad_tick: of {event.source}")


def _instant(found: Mapping[str, str], name: str) -> datetime:
    try:
        instant = datetime.fromisoformat(found.get(name, ""))
    except ValueError as error:
        raise Bad(f"header: {name} is not an instant") from error
    if instant.tzinfo is None:
        raise Bad(f"header: {name} has no offset from UTC")
    return instant


def _said_agency(record: StoredRecord) -> str | None:
    return None if record.key is None else record.key.decode(errors="replace")
