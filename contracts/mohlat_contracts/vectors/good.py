"""Requests that a connector takes. An SDK has to make the same signatures of the same things."""

from mohlat_contracts.envelope import BATCH_CONTENT_TYPE, EVENT_CONTENT_TYPE
from mohlat_contracts.signing import CLOCK_SKEW, LIFETIME
from mohlat_contracts.vectors import bodies, packed
from mohlat_contracts.vectors.keys import HADAFMANDI
from mohlat_contracts.vectors.moment import AT, seconds
from mohlat_contracts.vectors.request import Unsigned, query, sign
from mohlat_contracts.vectors.vector import Vector

BATCH = [("content-type", BATCH_CONTENT_TYPE)]
SINGLE = [("content-type", EVENT_CONTENT_TYPE)]
GZIP = [("content-encoding", "gzip")]


def vectors() -> list[Vector]:
    return [*_posts(), *_limits(), *_queries()]


def _posts() -> list[Vector]:
    return [
        Vector("batch", "One event of each type.", sign(Unsigned(body=bodies.of_each_type())), accepted=4),
        Vector("batch-of-one", "A batch with one event.", sign(Unsigned(body=bodies.batch(1))), accepted=1),
        Vector(
            "single", "One event, not in a batch.", sign(Unsigned(headers=SINGLE, body=bodies.single())), accepted=1
        ),
        Vector(
            "batch-gzip",
            "Compressed. The digest is over the compressed bytes, and content-encoding is covered, at the end.",
            sign(Unsigned(headers=BATCH + GZIP, body=packed.BATCH.data)),
            accepted=4,
        ),
        Vector(
            "single-gzip",
            "One event, compressed.",
            sign(Unsigned(headers=SINGLE + GZIP, body=packed.SINGLE.data)),
            accepted=1,
        ),
        Vector("persian", "Persian text, in UTF-8 as it is.", sign(Unsigned(body=bodies.persian())), accepted=1),
        Vector("persian-escaped", "The same as JSON escapes.", sign(Unsigned(body=bodies.escaped())), accepted=1),
        Vector("numbered", "Events with `stream` and `ordinal`.", sign(Unsigned(body=bodies.numbered())), accepted=2),
        Vector(
            "charset",
            "The content type with its one allowed parameter. The signature covers it as it is sent.",
            sign(Unsigned(headers=[("content-type", f"{BATCH_CONTENT_TYPE}; charset=utf-8")], body=bodies.batch(1))),
            accepted=1,
        ),
        Vector(
            "another-agency",
            "Another agency with its own key.",
            sign(Unsigned(key=HADAFMANDI, body=b"[" + bodies.single().replace(b"sanjesh", b"hadafmandi") + b"]")),
            accepted=1,
        ),
        Vector(
            "whitespace",
            "JSON with whitespace: what is signed and stored is bytes, not what they mean.",
            sign(Unsigned(body=b"[ \n" + bodies.single() + b"\t]\r\n")),
            accepted=1,
        ),
        Vector(
            "unknown-member", "A member that the schema does not name.", sign(Unsigned(body=_extended())), accepted=1
        ),
    ]


def _extended() -> bytes:
    return bodies.edited({"partner": "x"})


def _limits() -> list[Vector]:
    body = bodies.batch(1)
    return [
        Vector(
            "short-life",
            "It expires after ten seconds.",
            sign(Unsigned(body=body, expires=AT + seconds(10))),
            accepted=1,
        ),
        Vector(
            "oldest", "It expires at this very second.", sign(Unsigned(body=body, created=AT - LIFETIME)), accepted=1
        ),
        Vector(
            "ahead",
            "Made by a clock that is a minute fast.",
            sign(Unsigned(body=body, created=AT + CLOCK_SKEW)),
            accepted=1,
        ),
        Vector(
            "longest-nonce",
            "A nonce of 100 characters.",
            sign(Unsigned(body=body, parameters={"nonce": f'"{"n" * 100}"'})),
            accepted=1,
        ),
        Vector(
            "earliest-event",
            "An event of long ago.",
            sign(Unsigned(body=bodies.edited({"time": "1900-01-01T00:00:00Z"}))),
            accepted=1,
        ),
        Vector(
            "event-ahead",
            "An event whose own time lies five minutes ahead, with another offset from UTC.",
            sign(Unsigned(body=bodies.edited({"time": "2026-11-24T11:35:00+03:30"}))),
            accepted=1,
        ),
        Vector(
            "most-events",
            "A thousand events, compressed.",
            sign(Unsigned(headers=BATCH + GZIP, body=packed.MOST_EVENTS.data)),
            accepted=1000,
        ),
        Vector("largest", "1 MiB, not compressed.", sign(Unsigned(body=packed.LARGEST.plain)), accepted=1000),
        Vector(
            "largest-inflated",
            "8 MiB once inflated.",
            sign(Unsigned(headers=BATCH + GZIP, body=packed.LARGEST_INFLATED.data)),
            accepted=1000,
        ),
    ]


def _queries() -> list[Vector]:
    return [
        Vector("status", "How the agency stands, asked by a signed GET.", sign(query()), 200),
        Vector("status-of-another", "The same by another agency.", sign(query(key=HADAFMANDI)), 200),
    ]
