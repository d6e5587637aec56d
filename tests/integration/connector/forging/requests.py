"""Requests honest and forged, by a seeded chance: signed and spoilt afterwards, or spoilt and signed."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from mohlat_contracts.envelope import BATCH_CONTENT_TYPE, EVENT_CONTENT_TYPE
from mohlat_contracts.vectors.keys import VectorKey
from mohlat_contracts.vectors.request import Headers, Signed, Unsigned, digest_of, query, sign

from tests.integration.connector.forging import bodies

REFUSED = frozenset({400, 401, 403, 404, 405, 413, 415, 422})
"""What a client can be told that is its own fault; none of it is written."""
ACCEPTED = frozenset({202})


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes to send.

    Attributes:
        kind: names what was done.
        raw: one or several whole requests, or something that may be none.
        expected: statuses; of each answer.
        answers: how many come over the same connection; 0 when that is anybody's guess.
        signatures: of requests that were signed by whom they speak for, over what they hold.
    """

    kind: str
    raw: bytes
    expected: frozenset[int]
    answers: int = 1
    signatures: tuple[str, ...] = ()


_LAST_CHUNKS = (b"\r\n-1\r\n", b"\r\nzz\r\n", b"\r\n")


class Made(NamedTuple):
    """Who made a signature over which content."""

    agency: str
    digest: str


@dataclass
class Forger:
    """Makes one request after the other.

    Args:
        keys: of agencies that are enrolled; the first signs honest requests, too.
        stranger: a key that is enrolled nowhere, under a key id of nobody.
        at: the connector's domain clock.
    """

    host: str
    keys: list[VectorKey]
    stranger: VectorKey
    at: datetime
    made: dict[str, "Made"] = field(default_factory=dict)

    def make(self, chance: Random) -> Sent:
        return chance.choices(self._makers, self._weights)[0](self, chance)

    def honest(self, chance: Random, **how: object) -> Signed:
        """A fresh request that ought to be taken; remembered by its signature."""
        key = chance.choice(self.keys)
        body, headers = self._content(chance, key.agency)
        signed = self.signed(chance, key=key, body=body, headers=headers, **how)
        self._remember(signed)
        return signed

    def _remember(self, signed: Signed) -> None:
        self.made[signed.header("signature")] = Made(signed.unsigned.key.agency, digest_of(signed.body or b""))

    def signed(self, chance: Random, **how: object) -> Signed:
        given: dict[str, str | None] = {"nonce": f'"{chance.getrandbits(96):x}"'}
        given |= how.pop("parameters", {})  # type: ignore[call-overload]
        what = {"url": self.url, "created": datetime.now(UTC), "parameters": given, **how}
        return sign(Unsigned(**what))  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        return f"http://{self.host}/v1/events"

    def _content(self, chance: Random, agency: str) -> tuple[bytes, Headers]:
        if chance.random() < 0.3:
            body, media = bodies.encoded(bodies.event(chance, agency, self.at)), EVENT_CONTENT_TYPE
        else:
            body, media = bodies.batch(chance, agency, self.at), BATCH_CONTENT_TYPE
        headers = [("content-type", media)]
        if len(body) > 2_000 or chance.random() < 0.2:
            return gzip.compress(body, compresslevel=1, mtime=0), [*headers, ("content-encoding", "gzip")]
        return body, headers

    def _honest(self, chance: Random) -> Sent:
        signed = self.honest(chance)
        return Sent("honest", self.raw(signed), ACCEPTED, 1, (signed.header("signature"),))

    def _chunked(self, chance: Random) -> Sent:
        signed = self.honest(chance)
        return Sent("chunked", self.raw(signed, chunked=chance), ACCEPTED, 1, (signed.header("signature"),))

    def _pipelined(self, chance: Random) -> Sent:
        signed = [self.honest(chance) for _ in range(chance.randrange(2, 5))]
        raw = b"".join(self.raw(each) for each in signed)
        return Sent("pipelined", raw, ACCEPTED, len(signed), tuple(each.header("signature") for each in signed))

    def _replayed(self, chance: Random) -> Sent:
        """The second is refused. Its answer is told apart by the log, which holds it once."""
        signed = self.honest(chance)
        raw = self.raw(signed)
        return Sent("replayed", raw + raw, frozenset({202, 401}), 2, (signed.header("signature"),))

    def _content_signed(self, chance: Random) -> Sent:
        """Signed as it should be, over content that is odd."""
        key = chance.choice(self.keys)
        plain = bodies.batch(chance, key.agency, self.at)
        body = chance.choice(
            (
                lambda: bodies.mutated(chance, plain),
                lambda: bodies.odd_events(chance, key.agency, self.at),
                lambda: bodies.batch(chance, chance.choice(self.keys).agency, self.at),
                lambda: b"",
                lambda: chance.randbytes(chance.randrange(200)),
            )
        )()
        headers = [("content-type", chance.choice((BATCH_CONTENT_TYPE, BATCH_CONTENT_TYPE, EVENT_CONTENT_TYPE)))]
        return self._by_chance("content", self.signed(chance, key=key, body=body, headers=headers))

    def _bombs(self, chance: Random) -> Sent:
        key = chance.choice(self.keys)
        headers = [("content-type", BATCH_CONTENT_TYPE)]
        if chance.random() < 0.5:
            return self._by_chance("json_bomb", self.signed(chance, key=key, body=bodies.bomb(chance), headers=headers))
        body = bodies.gzip_bomb(chance, bodies.batch(chance, key.agency, self.at))
        gzipped = [*headers, ("content-encoding", "gzip")]
        return self._by_chance("gzip_bomb", self.signed(chance, key=key, body=body, headers=gzipped))

    def _media(self, chance: Random) -> Sent:
        key = chance.choice(self.keys)
        body = bodies.batch(chance, key.agency, self.at)
        media = chance.choice(
            (
                "application/json", "", ";", "text/plain", BATCH_CONTENT_TYPE.upper(),
                f"{BATCH_CONTENT_TYPE};charset=UTF-8", f"{BATCH_CONTENT_TYPE}; charset=latin-1",
                f"{BATCH_CONTENT_TYPE}, {BATCH_CONTENT_TYPE}", "a" * 3_000,
            )
        )  # fmt: skip
        headers = [("content-type", media)]
        if chance.random() < 0.5:
            headers.append(
                ("content-encoding", chance.choice(("br", "gzip", "identity", "GZIP", "gzip, gzip", "x" * 900)))
            )
        return self._by_chance("media", self.signed(chance, key=key, body=body, headers=headers))

    def _parameters(self, chance: Random) -> Sent:
        """What is signed says something else than it should, and is signed all the same."""
        name = chance.choice(("created", "expires", "nonce", "keyid", "alg", "tag"))
        odd = chance.choice(
            (
                None, '""', '"x"', "x", "0", "-1", "1.5", "999999999999999", "9999999999999999", "?1", ":AAAA:",
                '"\\""', '"a\\\\b"',
                '"unclosed', f'"{"k" * 2_000}"', str(int(datetime.now(UTC).timestamp()) + chance.randrange(-900, 900)),
            )
        )  # fmt: skip
        # Whoever asks with keys of nobody has the registry read again, which takes its time; a few are enough.
        name = "nonce" if name == "keyid" and chance.random() < 0.8 else name
        signed = self.signed(chance, key=self.keys[0], body=self._one(chance), parameters={name: odd})
        return self._by_chance("parameters", signed)

    def _coverage(self, chance: Random) -> Sent:
        components = [
            "@method",
            "@target-uri",
            "content-type",
            "content-digest",
            "@authority",
            "@path",
            "host",
            "x",
            "",
        ]
        covered = tuple(chance.sample(components, chance.randrange(len(components))))
        signed = self.signed(chance, body=self._one(chance), covered=covered, key=self.keys[0])
        return self._by_chance("coverage", signed)

    def _spelling(self, chance: Random) -> Sent:
        def spelt(text: str) -> str:
            place = chance.randrange(len(text))
            put = chance.choice((" ", "  ", "\t", ";", '"', "(", ")", ",", "=", ":", "?1", ";x=1", "\\", "é"))
            return text[:place] + put + text[place + chance.randrange(2) :]

        signed = self.signed(chance, body=self._one(chance), spelt=spelt, key=self.keys[0])
        return self._by_chance("spelling", signed)

    def _keys(self, chance: Random) -> Sent:
        """In another's name."""
        one, other = chance.sample(self.keys, 2)
        if chance.random() < 0.05:
            return Sent(
                "stranger", self.raw(self.signed(chance, key=self.stranger, body=self._one(chance))), frozenset({401})
            )
        if chance.random() < 0.5:
            mixed = one._replace(private=other.private)
            body = bodies.batch(chance, one.agency, self.at)
            return Sent("another_key", self.raw(self.signed(chance, key=mixed, body=body)), frozenset({401}))
        body = bodies.batch(chance, other.agency, self.at)
        return Sent("another_agency", self.raw(self.signed(chance, key=one, body=body)), frozenset({403}))

    def _times(self, chance: Random) -> Sent:
        off = timedelta(seconds=chance.choice((-1, 1)) * chance.randrange(400, 10**8))
        signed = self.signed(chance, body=self._one(chance), key=self.keys[0], created=datetime.now(UTC) + off)
        return Sent("times", self.raw(signed), frozenset({401}))

    def _targets(self, chance: Random) -> Sent:
        """Another target, signed as it is sent."""
        path = chance.choice(
            (
                "/v1/events?x=1", "/v1/events/", "//v1/events", "/v1/./events", "/v1/%65vents", "/V1/events",
                "/v1/events;x", "/v1/events#f", "/", "/v1", "/v1/agencies/me", "/readyz/../v1/events", "/%00",
                "/" + "a" * 5_000, "/v1/events?" + "b" * 2_100, "/v1/événements",
            )
        )  # fmt: skip
        signed = self.signed(chance, body=self._one(chance), key=self.keys[0], url=f"http://{self.host}{path}")
        return self._by_chance("targets", signed)

    def _methods(self, chance: Random) -> Sent:
        method = chance.choice(
            ("GET", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "MKCOL", "post", "BREW", "P" * 500)
        )
        signed = self.signed(chance, body=self._one(chance), key=self.keys[0], method=method)
        return Sent("methods", self.raw(signed), REFUSED)

    def _queries(self, chance: Random) -> Sent:
        me = f"http://{self.host}/v1/agencies/me"
        key, nonce = chance.choice(self.keys), f'"{chance.getrandbits(96):x}"'
        tag = {"tag": '"mohlat-query-v1"', "nonce": nonce}
        asked = sign(query(key=key, url=me, created=datetime.now(UTC), parameters=tag))
        if chance.random() < 0.5:
            return Sent("query", self.raw(asked), frozenset({200}))
        name = chance.choice(("signature", "signature-input"))
        spoilt = bodies.mutated(chance, asked.header(name).encode()).decode("latin-1")
        value = spoilt.replace("\r", "").replace("\n", "").strip(" \t")
        if value == asked.header(name):  # it came out the same
            return Sent("query", self.raw(asked), frozenset({200}))
        return Sent("query_spoilt", self.raw(asked.with_header(name, value)), REFUSED)

    def _spoilt_body(self, chance: Random) -> Sent:
        signed = self.honest(chance)
        body = bodies.mutated(chance, signed.body or b"")
        return self._by_chance("spoilt_body", signed.changed(body=body), signed)

    def _spoilt_header(self, chance: Random) -> Sent:
        """A header changed, doubled, lost or moved after signing."""
        signed = self.honest(chance)
        headers = list(signed.headers)
        place = chance.randrange(len(headers))
        name, value = headers[place]
        match chance.randrange(8):
            case 0:
                headers[place] = name, bodies.mutated(chance, value.encode()).decode("latin-1")
            case 1:
                headers.append((name, value))
            case 2:
                headers.append((name, chance.choice(headers)[1]))
            case 3:
                del headers[place]
            case 4:
                chance.shuffle(headers)
            case 5:
                headers[place] = name.title(), f"  {value}\t "
            case 6:
                headers += [(f"x-{number}", "y" * chance.randrange(50)) for number in range(chance.randrange(1, 60))]
            case _:
                spoilt = bytearray(value.encode())
                spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(7)
                headers[place] = name, spoilt.decode("latin-1")
        raw = _raw(signed.unsigned.method, signed.unsigned.url, self.host, headers, signed.body or b"")
        return Sent("spoilt_header", raw, REFUSED | ACCEPTED, 0, (signed.header("signature"),))

    def _spoilt_wire(self, chance: Random) -> Sent:
        """Anything, anywhere: what comes over may be no HTTP at all."""
        signed = self.honest(chance)
        raw = self.raw(signed)
        head, _, body = raw.partition(b"\r\n\r\n")
        spoilt = chance.choice(
            (
                lambda: bodies.mutated(chance, head) + b"\r\n\r\n" + body,
                lambda: bodies.mutated(chance, raw),
                lambda: raw.replace(b"HTTP/1.1", chance.choice((b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b"HTTPS/1.1")), 1),
                lambda: raw.replace(b"\r\n", b"\n"),
                lambda: raw.replace(b"content-length: ", b"content-length: " + chance.choice((b"-", b"+", b"0x")), 1),
                lambda: head + b"\r\ntransfer-encoding: chunked\r\n\r\n" + body,
                lambda: head + b"\r\ncontent-length: 5\r\n\r\n" + body,
                lambda: self.raw(signed, chunked=chance).replace(b"\r\n0\r\n", chance.choice(_LAST_CHUNKS), 1),
                lambda: head + b"\r\nexpect: " + chance.choice((b"100-continue", b"tea")) + b"\r\n\r\n" + body,
                lambda: head + b"\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n" + body,
                lambda: head + b"\r\nx: " + b"y" * 100_000 + b"\r\n\r\n" + body,
                lambda: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + chance.randbytes(50),
                lambda: b"\x16\x03\x01" + chance.randbytes(chance.randrange(400)),
                lambda: chance.randbytes(chance.randrange(1, 2_000)),
                lambda: raw.replace(b"host:", b"hots:", 1),
                lambda: raw.replace(b"\r\n", b"\r\nx\0y: z\r\n", 1),
                lambda: raw.replace(b"POST /v1/events", b"POST http://elsewhere.example/v1/events", 1),
            )
        )()  # fmt: skip
        return Sent("spoilt_wire", spoilt, REFUSED | ACCEPTED | {200}, 0, (signed.header("signature"),))

    def _one(self, chance: Random) -> bytes:
        return bodies.encoded([bodies.event(chance, self.keys[0].agency, self.at)])

    def _by_chance(self, kind: str, signed: Signed, original: Signed | None = None) -> Sent:
        """It may have come out right: then it is as good as an honest one, which the log has to show."""
        if original is None:
            self._remember(signed)
        signature = (original or signed).header("signature")
        return Sent(kind, self.raw(signed), REFUSED | ACCEPTED, 1, (signature,))

    def raw(self, signed: Signed, chunked: Random | None = None) -> bytes:
        """On the wire."""
        unsigned = signed.unsigned
        return _raw(unsigned.method, unsigned.url, self.host, signed.headers, signed.body or b"", chunked)

    _makers: tuple[Callable[["Forger", Random], Sent], ...] = (
        _honest, _chunked, _pipelined, _replayed, _content_signed, _bombs, _media, _parameters, _coverage, _spelling,
        _keys, _times, _targets, _methods, _queries, _spoilt_body, _spoilt_header, _spoilt_wire,
    )  # fmt: skip
    _weights = (10, 3, 1, 4, 22, 2, 4, 8, 4, 6, 5, 2, 4, 2, 4, 8, 10, 4)


def _raw(method: str, url: str, host: str, headers: Headers, body: bytes, chunked: Random | None = None) -> bytes:
    target = url.removeprefix(f"http://{host}")
    sent = [("host", host), *headers]
    sent.append(("content-length", str(len(body))) if chunked is None else ("transfer-encoding", "chunked"))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in sent)]
    head = "\r\n".join(lines).encode("utf-8", "surrogatepass")
    return head + b"\r\n\r\n" + (body if chunked is None else _chunks(body, chunked))


def _chunks(body: bytes, chance: Random) -> bytes:
    parts, place = [], 0
    while place < len(body):
        size = chance.randrange(1, 400)
        part = body[place : place + size]
        parts.append(f"{len(part):x}".encode() + b"\r\n" + part + b"\r\n")
        place += size
    return b"".join(parts) + b"0\r\n\r\n"
