"""Bytes to events and back. Every record of every topic is one CloudEvents JSON batch."""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.contacts import ContactUpdated
from mohlat_contracts.evidence import ConnectionClosed, ConnectionEstablished, ConnectionHeartbeat, ServiceDigitized
from mohlat_contracts.notices import NoticeAccepted
from mohlat_contracts.referrals import ReferralRecorded
from mohlat_contracts.registry import (
    AgencyRegistered,
    DutyAssigned,
    ExemptionGranted,
    KeyEnrolled,
    ServiceCertified,
    ServicesListed,
)
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.verdicts import FactName, VerdictReached

RegistryEvent = (
    AgencyRegistered
    | ServicesListed
    | KeyEnrolled
    | DutyAssigned
    | ExemptionGranted
    | ServiceCertified
    | ReferralRecorded
)
EvidenceEvent = ConnectionEstablished | ConnectionClosed | ConnectionHeartbeat | ServiceDigitized
Event = RegistryEvent | EvidenceEvent | ContactUpdated | VerdictReached | SignalRaised | NoticeAccepted | ClockTicked

EVENTS: tuple[type[Any], ...] = Event.__args__

MAX_EVENTS = 1_000
"""Events in one batch, at most."""


EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between which an event's own time lies: what no calendar can carry over to UTC is no instant."""


class MalformedBatch(ValueError):
    """A body that is no batch of known events.

    Attributes:
        index: position of the first bad event, or None when the body as a whole cannot be read.
        field: JSON path within that event, `$` when it is the event as a whole.
        reason: what is wrong, in words.
    """

    def __init__(self, index: int | None, field: str, reason: str) -> None:
        where = "the body" if index is None else f"event {index}, field {field}"
        super().__init__(f"{where}: {reason}")
        self.index, self.field, self.reason = index, field, reason


class DecodedEvent(msgspec.Struct, frozen=True):
    """An event with the name of its bytes."""

    event: Event
    sha256: str

    @property
    def name(self) -> FactName:
        return FactName(id=self.event.id, sha256=self.sha256)


MAX_DEPTH, MAX_EVIDENCE_DEPTH = 6, 3
"""Of an event's JSON. Of evidence: the event, its data, a list. Extension attributes are never structured."""

_batch = msgspec.json.Decoder(list[msgspec.Raw])
_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_encoder = msgspec.json.Encoder()


def read_batch(body: bytes) -> list[DecodedEvent]:
    """Decode a batch and name each event by the SHA-256 of its own bytes.

    Raises:
        MalformedBatch: not JSON, not an array, empty, too many events, or an event that its type does not allow.
    """
    try:
        raws = _batch.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBatch(None, "$", str(error)) from error
    if not 1 <= len(raws) <= MAX_EVENTS:
        raise MalformedBatch(None, "$", f"a batch holds 1 to {MAX_EVENTS} events, this one {len(raws)}")
    return [_read_event(index, raw) for index, raw in enumerate(raws)]


def read_single(body: bytes) -> DecodedEvent:
    """Decode a body that is one event, named by the SHA-256 of its bytes from the first brace to the last.

    Raises:
        MalformedBatch: not JSON, or an event that its type does not allow.
    """
    return _read_event(0, body.strip(_WHITESPACE))


def decode_batch(body: bytes) -> list[Event]:
    """As read_batch, for readers that do not need the names."""
    return [decoded.event for decoded in read_batch(body)]


def encode_batch(events: Iterable[Event]) -> bytes:
    """The batch as UTF-8 JSON, Persian unescaped, fields in a fixed order."""
    return _encoder.encode(list(events))


_WHITESPACE = b" \t\n\r"
_STRINGS = re.compile(rb'"[^"]*"')
_BRACKETS = re.compile(rb"[\[\]{}]")


def _read_event(index: int, raw: msgspec.Raw | bytes) -> DecodedEvent:
    data = bytes(raw)
    try:
        event = _event.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        reason, _, path = str(error).partition(" - at `")
        raise MalformedBatch(index, path.rstrip("`") or "$", reason) from error
    if not EARLIEST <= event.time < LATEST:
        raise MalformedBatch(index, "$.time", "must lie between the years 1900 and 2200")
    limit = MAX_EVIDENCE_DEPTH if isinstance(event, EvidenceEvent) else MAX_DEPTH
    # Counting is far quicker than following, and what has few brackets cannot be deep.
    if data.count(b"{") + data.count(b"[") > limit and _deeper(data, limit):
        raise MalformedBatch(index, "$", f"nested deeper than {limit} levels")
    return DecodedEvent(event, hashlib.sha256(data).hexdigest())


def _deeper(data: bytes, limit: int) -> bool:
    depth = 0
    # Without its escapes a string ends at the next quote: a pattern that knows them holds a hundred times their bytes.
    plain = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    for bracket in _BRACKETS.finditer(_STRINGS.sub(b"", plain)):
        depth += 1 if bracket.group() in b"{[" else -1
        if depth > limit:
            return True
    return False
