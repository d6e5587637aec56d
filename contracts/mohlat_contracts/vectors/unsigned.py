"""Requests whose signature is not accepted, one for each rule. The answer is the same to all of them."""

import base64
import hashlib
from datetime import timedelta

from mohlat_contracts.envelope import EVENT_CONTENT_TYPE
from mohlat_contracts.signing import CLOCK_SKEW, LIFETIME, QUERY_TAG, TAG
from mohlat_contracts.vectors import bodies, packed
from mohlat_contracts.vectors.good import BATCH, GZIP
from mohlat_contracts.vectors.keys import HADAFMANDI, REVOKED, STRANGER, VectorKey
from mohlat_contracts.vectors.moment import AT, seconds
from mohlat_contracts.vectors.request import Signed, Unsigned, digest_of, query, sign
from mohlat_contracts.vectors.vector import Vector

BODY, OTHER_BODY = bodies.batch(1), bodies.batch(2)
GOOD = sign(Unsigned(body=BODY))


def vectors() -> list[Vector]:
    told = [*_changed(), *_missing(), *_keys(), *_parameters(), *_windows(), *_coverage(), *_spelling(), *_queries()]
    refused = [Vector(name, says, signed, 401) for name, says, signed in told]
    return [*refused, Vector("replayed", "A nonce is used once.", GOOD, 401, after=("batch-of-one",))]


Told = list[tuple[str, str, Signed]]


def _parameter(name: str, value: str | None) -> Signed:
    return sign(Unsigned(body=BODY, parameters={name: value}))


def _changed() -> Told:
    return [
        ("body-changed", "The body is not the one of the digest.", GOOD.changed(body=OTHER_BODY)),
        (
            "body-and-digest-changed",
            "Body and digest fit, but another digest was signed.",
            GOOD.changed(body=OTHER_BODY).with_header("content-digest", digest_of(OTHER_BODY)),
        ),
        ("query-added", "Another target.", GOOD.changed(url="https://connector.example/v1/events?x=1")),
        (
            "another-host",
            "Signed for another host.",
            _sent_here(Unsigned(body=BODY, url="https://elsewhere.example/v1/events")),
        ),
        (
            "another-scheme",
            "Signed for http, sent by https.",
            _sent_here(Unsigned(body=BODY, url="http://connector.example/v1/events")),
        ),
        (
            "another-path",
            "Signed for another path.",
            _sent_here(Unsigned(body=BODY, url="https://connector.example/v2/events")),
        ),
        ("another-method", "Signed as a PUT.", sign(Unsigned(body=BODY, method="PUT")).changed(method="POST")),
        (
            "content-type-changed",
            "Another content type than was signed.",
            GOOD.with_header("content-type", EVENT_CONTENT_TYPE),
        ),
        (
            "signature-changed",
            "One bit of the signature.",
            GOOD.with_header("signature", _flipped(GOOD.header("signature"))),
        ),
    ]


def _sent_here(unsigned: Unsigned) -> Signed:
    return sign(unsigned).changed(url="https://connector.example/v1/events")


def _flipped(signature: str) -> str:
    raw = bytearray(base64.b64decode(signature[len("mohlat=:") : -1]))
    raw[10] ^= 1
    return f"mohlat=:{base64.b64encode(raw).decode()}:"


def _missing() -> Told:
    bare = GOOD.with_header("signature", None).with_header("signature-input", None)
    return [
        ("unsigned", "No signature.", bare),
        ("without-signature", "Only its parameters.", GOOD.with_header("signature", None)),
        ("without-signature-input", "Only the signature.", GOOD.with_header("signature-input", None)),
        ("without-digest", "The digest is covered and not sent.", GOOD.with_header("content-digest", None)),
    ]


def _keys() -> Told:
    forged = VectorKey(GOOD.unsigned.key.key_id, "sanjesh", HADAFMANDI.private)
    return [
        ("unknown-key", "A key that nobody has enrolled.", sign(Unsigned(key=STRANGER, body=BODY))),
        ("revoked-key", "A key that was revoked an hour ago.", sign(Unsigned(key=REVOKED, body=BODY))),
        ("another-key", "Signed by another key than it says.", sign(Unsigned(key=forged, body=BODY))),
    ]


def _parameters() -> Told:
    return [
        ("without-created", "Each of the six parameters has to be there.", _parameter("created", None)),
        ("without-expires", "Each of the six parameters has to be there.", _parameter("expires", None)),
        ("without-nonce", "Each of the six parameters has to be there.", _parameter("nonce", None)),
        ("without-keyid", "Each of the six parameters has to be there.", _parameter("keyid", None)),
        ("without-alg", "Each of the six parameters has to be there.", _parameter("alg", None)),
        ("without-tag", "Each of the six parameters has to be there.", _parameter("tag", None)),
        ("one-parameter-more", "And no other.", _parameter("realm", '"mohlat"')),
        ("empty-nonce", "A nonce has 1 to 100 characters.", _parameter("nonce", '""')),
        ("nonce-too-long", "A nonce has 1 to 100 characters.", _parameter("nonce", f'"{"n" * 101}"')),
        ("another-algorithm", "The algorithm is ed25519.", _parameter("alg", '"rsa-pss-sha512"')),
        ("another-tag", "The tag of another version.", _parameter("tag", f'"{TAG[:-1]}2"')),
        ("tag-of-a-query", "A signature for a GET.", _parameter("tag", f'"{QUERY_TAG}"')),
        ("created-as-text", "Instants are integers.", _parameter("created", f'"{int(AT.timestamp())}"')),
        ("created-with-fraction", "Instants are integers.", _parameter("created", f"{int(AT.timestamp())}.5")),
        ("tag-as-token", "The tag is a string.", _parameter("tag", TAG)),
    ]


def _windows() -> Told:
    def signed(created: timedelta, expires: timedelta | None = None) -> Signed:
        return sign(Unsigned(body=BODY, created=AT + created, expires=None if expires is None else AT + expires))

    return [
        ("stale", "It expired a second ago.", signed(-LIFETIME - seconds(1))),
        ("short-and-stale", "It expired a second ago.", signed(-seconds(11), -seconds(1))),
        ("from-the-future", "Created more than a minute ahead.", signed(CLOCK_SKEW + seconds(1))),
        ("life-too-long", "It lives for five minutes and a second.", signed(seconds(0), LIFETIME + seconds(1))),
        ("ends-before-it-begins", "It expires before it was created.", signed(seconds(30), seconds(20))),
        ("no-life", "It expires when it was created.", signed(seconds(0), seconds(0))),
    ]


def _coverage() -> Told:
    def covering(*components: str, **what: object) -> Signed:
        return sign(Unsigned(body=BODY, covered=components, **what))  # type: ignore[arg-type]

    gzipped = Unsigned(
        headers=BATCH + GZIP,
        body=packed.BATCH.data,
        covered=("@method", "@target-uri", "content-type", "content-digest"),
    )
    return [
        ("method-not-covered", "Thin coverage.", covering("@target-uri", "content-type", "content-digest")),
        ("target-not-covered", "Thin coverage.", covering("@method", "content-type", "content-digest")),
        (
            "authority-and-path",
            "They do not stand for the target.",
            covering("@method", "@authority", "@path", "content-type", "content-digest"),
        ),
        ("content-type-not-covered", "Thin coverage.", covering("@method", "@target-uri", "content-digest")),
        ("digest-not-covered", "Thin coverage.", covering("@method", "@target-uri", "content-type")),
        ("nothing-covered", "Thin coverage.", covering()),
        ("encoding-not-covered", "A content-encoding that is sent is covered.", sign(gzipped)),
        (
            "encoding-added",
            "An encoding that was not signed.",
            GOOD.with_header("content-encoding", "identity"),
        ),
        (
            "one-component-more",
            "Exactly these components are covered.",
            covering(
                "@method",
                "@target-uri",
                "content-type",
                "content-digest",
                "user-agent",
                headers=[*BATCH, ("user-agent", "x")],
            ),
        ),
        (
            "another-order",
            "In exactly this order.",
            covering("@target-uri", "@method", "content-type", "content-digest"),
        ),
    ]


def _spelling() -> Told:
    def spelt(old: str, new: str) -> Signed:
        return sign(Unsigned(body=BODY, spelt=lambda text: text.replace(old, new, 1)))

    signature, given = GOOD.header("signature"), GOOD.header("signature-input")
    both = GOOD.with_header("signature", f"{signature}, {signature.replace('mohlat', 'sig2')}")
    return [
        ("another-label", "The label is mohlat.", sign(Unsigned(body=BODY, label="sig1"))),
        (
            "two-signatures",
            "One signature, no more.",
            both.with_header("signature-input", f"{given}, {given.replace('mohlat', 'sig2', 1)}"),
        ),
        ("two-spaces", "Structured Fields are spelt as they are serialized.", spelt('" "', '"  "')),
        ("space-before-parameter", "Structured Fields are spelt as they are serialized.", spelt(";keyid", "; keyid")),
        ("parameter-twice", "A parameter is given once.", spelt(";created", ";created=1;created")),
        ("leading-zero", "Integers are spelt as they are serialized.", spelt("created=", "created=0")),
        (
            "base64-bits",
            "Unused bits of the last letter are zero.",
            GOOD.with_header("signature", signature[:-4] + _next(signature[-4]) + signature[-3:]),
        ),
        ("base64-unpadded", "Byte sequences are padded.", GOOD.with_header("signature", signature.replace("==:", ":"))),
        ("signature-too-short", "A signature has 64 bytes.", GOOD.with_header("signature", "mohlat=:AAAA:")),
        ("digest-sha-512", "The digest is by sha-256.", sign(Unsigned(body=BODY, digest=_sha512))),
        (
            "two-digests",
            "One digest, no more.",
            sign(Unsigned(body=BODY, digest=lambda body: f"{digest_of(body)}, {_sha512(body)}")),
        ),
        (
            "digest-in-hexadecimal",
            "The digest is a byte sequence in base64.",
            sign(Unsigned(body=BODY, digest=_hexadecimal)),
        ),
    ]


def _next(letter: str) -> str:
    return chr(ord(letter) + 1)


def _sha512(body: bytes) -> str:
    return f"sha-512=:{base64.b64encode(hashlib.sha512(body).digest()).decode()}:"


def _hexadecimal(body: bytes) -> str:
    return f"sha-256={hashlib.sha256(body).hexdigest()}"


def _queries() -> Told:
    good = sign(query())
    bare = good.with_header("signature", None).with_header("signature-input", None)
    return [
        ("status-unsigned", "A GET is signed, too.", bare),
        ("status-stale", "It expired a second ago.", sign(query(created=AT - LIFETIME - seconds(1)))),
        ("status-with-tag-of-evidence", "A signature for a POST.", sign(query(parameters={}))),
        ("status-target-not-covered", "Thin coverage.", sign(query(covered=("@method",)))),
        ("status-unknown-key", "A key that nobody has enrolled.", sign(query(key=STRANGER))),
    ]
