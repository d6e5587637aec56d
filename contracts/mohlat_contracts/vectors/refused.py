"""Requests that are signed as they should be, and whose content is not accepted."""

from mohlat_contracts import encode_batch, sources
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.vectors import bodies, packed
from mohlat_contracts.vectors.good import BATCH, GZIP, SINGLE
from mohlat_contracts.vectors.moment import AT
from mohlat_contracts.vectors.request import Headers, Unsigned, sign
from mohlat_contracts.vectors.vector import Vector


def vectors() -> list[Vector]:
    return [*_others(), *_too_large(), *_media(), *_bodies(), *_events()]


def _vector(name: str, says: str, status: int, body: bytes, headers: Headers = BATCH) -> Vector:
    return Vector(name, says, sign(Unsigned(headers=headers, body=body)), status)


def _others() -> list[Vector]:
    mixed = encode_batch([bodies.established(1), bodies.established(2, "hadafmandi")])
    return [
        _vector(
            "event-of-another", "A key speaks for its own agency.", 403, bodies.batch(1).replace(b"sanjesh", b"setad")
        ),
        _vector("one-event-of-another", "A batch is taken whole or not at all.", 403, mixed),
    ]


def _too_large() -> list[Vector]:
    return [
        _vector("too-large", "One byte more than 1 MiB.", 413, packed.TOO_LARGE.plain),
        _vector(
            "too-large-inflated",
            "One byte more than 8 MiB once inflated.",
            413,
            packed.TOO_LARGE_INFLATED.data,
            BATCH + GZIP,
        ),
        _vector("too-many-events", "1,001 events.", 413, packed.TOO_MANY_EVENTS.data, BATCH + GZIP),
    ]


def _media() -> list[Vector]:
    body = bodies.batch(1)
    return [
        _vector("plain-json", "A content type of CloudEvents.", 415, body, [("content-type", "application/json")]),
        _vector("no-content-type", "A content type.", 415, body, []),
        _vector("another-charset", "UTF-8.", 415, body, [("content-type", f"{BATCH_CONTENT_TYPE}; charset=utf-16")]),
        _vector("another-encoding", "gzip, or none.", 415, body, [*BATCH, ("content-encoding", "br")]),
        _vector(
            "two-encodings", "gzip, or none.", 415, packed.BATCH.data, [*BATCH, ("content-encoding", "gzip, gzip")]
        ),
    ]


def _bodies() -> list[Vector]:
    event = bodies.single()
    return [
        _vector("empty-body", "A body is JSON.", 422, b""),
        _vector("not-json", "A body is JSON.", 422, b"[{]"),
        _vector("not-utf-8", "In UTF-8.", 422, bodies.batch(1).replace(b"event-1", b"event-\xff")),
        _vector("byte-order-mark", "Without a mark before it.", 422, b"\xef\xbb\xbf" + bodies.batch(1)),
        _vector("something-after", "And nothing behind it.", 422, bodies.batch(1) + b"[]"),
        _vector("empty-batch", "A batch holds an event.", 422, b"[]"),
        _vector("event-as-batch", "A batch is an array.", 422, event),
        _vector("batch-as-event", "An event is an object.", 422, b"[" + event + b"]", SINGLE),
        _vector("gzip-cut-short", "A whole gzip member.", 422, packed.BATCH.data[:-9], BATCH + GZIP),
        _vector("gzip-with-more", "Exactly one gzip member.", 422, packed.BATCH.data + b"x", BATCH + GZIP),
        _vector("gzip-that-is-none", "A gzip member.", 422, bodies.batch(1), BATCH + GZIP),
    ]


def _events() -> list[Vector]:
    tick = TickData(writer="connector-1", epoch=1, open_from=AT, open_to=AT)
    ticked = ClockTicked(id="event-1", source=sources.agency("sanjesh"), time=AT, data=tick)
    return [
        _vector(
            "unknown-type", "A type that is known.", 422, bodies.edited({"type": "ir.mohlat.connection.dreamt.v1"})
        ),
        _vector("not-an-agencys-type", "A type that agencies send.", 422, encode_batch([ticked])),
        _vector("without-id", "An event has an id.", 422, bodies.edited({}, "id")),
        _vector("empty-id", "It has 1 to 120 characters.", 422, bodies.edited({"id": ""})),
        _vector("id-too-long", "It has 1 to 120 characters.", 422, bodies.edited({"id": "i" * 121})),
        _vector("id-with-newline", "And no control characters.", 422, bodies.edited({"id": "a\nb"})),
        _vector("without-source", "An event has a source.", 422, bodies.edited({}, "source")),
        _vector("another-specversion", "CloudEvents 1.0.", 422, bodies.edited({"specversion": "0.3"})),
        _vector("without-time", "An event has a time.", 422, bodies.edited({}, "time")),
        _vector(
            "time-without-offset", "A time has an offset from UTC.", 422, bodies.edited({"time": "2026-11-24T08:00:00"})
        ),
        _vector(
            "time-too-early", "Between the years 1900 and 2200.", 422, bodies.edited({"time": "1899-12-31T23:59:59Z"})
        ),
        _vector("time-ahead", "At most five minutes ahead.", 422, bodies.edited({"time": "2026-11-24T08:05:01Z"})),
        _vector("too-deep", "At most as deep as the schema.", 422, bodies.edited({"data": {"more": [[1]]}})),
        _vector("ordinal-zero", "Ordinals begin at 1.", 422, bodies.edited({"stream": "s", "ordinal": 0})),
        _vector(
            "unknown-level",
            "A level that is known.",
            422,
            bodies.edited({"type": "ir.mohlat.service.digitized.v1", "data": {"service": "s", "level": "online"}}),
        ),
        _vector(
            "one-bad-event", "A batch is taken whole or not at all.", 422, bodies.batch(3).replace(b"event-3", b"")
        ),
    ]
