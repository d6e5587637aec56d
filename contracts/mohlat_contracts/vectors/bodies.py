"""What the vectors send."""

import json
from datetime import datetime
from typing import Any

from mohlat_contracts import encode_batch, sources
from mohlat_contracts.codec import MAX_EVENTS, EvidenceEvent
from mohlat_contracts.evidence import (
    ConnectionClosed,
    ConnectionEstablished,
    ConnectionHeartbeat,
    DigitizedData,
    HeartbeatData,
    ServiceDigitized,
)
from mohlat_contracts.topics import MAX_BODY_BYTES, MAX_INFLATED_BYTES
from mohlat_contracts.vectors.moment import AT


def _envelope(number: int, agency: str = "sanjesh", at: datetime = AT) -> dict[str, Any]:
    return {"id": f"event-{number}", "source": sources.agency(agency), "time": at}


def established(number: int = 1, agency: str = "sanjesh", at: datetime = AT) -> EvidenceEvent:
    return ConnectionEstablished(**_envelope(number, agency, at))


def of_each_type() -> bytes:
    return encode_batch(
        [
            established(1),
            ConnectionHeartbeat(**_envelope(2), data=HeartbeatData(services=("sanjesh-s01", "sanjesh-s02"))),
            ServiceDigitized(**_envelope(3), data=DigitizedData(service="sanjesh-s01", level="fully_online")),
            ConnectionClosed(**_envelope(4)),
        ]
    )


def numbered() -> bytes:
    """With the two extension attributes by which an agency sees what got lost."""
    return encode_batch(
        ConnectionHeartbeat(**_envelope(n), data=HeartbeatData(services=()), stream="spool-7f3a", ordinal=n)
        for n in (41, 42)
    )


def persian() -> bytes:
    """UTF-8, not escaped; one service's code has a half-space in it."""
    services = ("ثبت‌نام آزمون سراسری", "صدور کارنامه", "خدمت-۳")
    return encode_batch([ConnectionHeartbeat(**_envelope(1), data=HeartbeatData(services=services))])


def escaped() -> bytes:
    """The same in ASCII; a JSON reader finds no difference, and the signature is over these bytes."""
    return json.dumps(json.loads(persian()), ensure_ascii=True).encode()


def single() -> bytes:
    return encode_batch([established()])[1:-1]


def batch(count: int) -> bytes:
    return encode_batch(established(number) for number in range(1, count + 1))


def edited(change: dict[str, Any], *without: str) -> bytes:
    """A batch of one event with other members, or without some."""
    [event] = json.loads(batch(1))
    kept = {name: value for name, value in event.items() if name not in without}
    return json.dumps([{**kept, **change}], ensure_ascii=False, separators=(",", ":")).encode()


def padded(size: int) -> bytes:
    """A batch of exactly `size` bytes; JSON allows the spaces."""
    body = batch(MAX_EVENTS)
    return body[:-1] + b" " * (size - len(body)) + b"]"


LARGEST, TOO_LARGE = padded(MAX_BODY_BYTES), padded(MAX_BODY_BYTES + 1)
LARGEST_INFLATED, TOO_LARGE_INFLATED = padded(MAX_INFLATED_BYTES), padded(MAX_INFLATED_BYTES + 1)
