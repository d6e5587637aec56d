"""Bodies good and bad, by a seeded chance."""

import gzip
import json
import zlib
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

TYPES: dict[str, Callable[[Random], dict[str, Any]]] = {
    "ir.mohlat.connection.established.v1": lambda chance: {},
    "ir.mohlat.connection.closed.v1": lambda chance: {},
    "ir.mohlat.connection.heartbeat.v1": lambda chance: {
        "services": [f"s{number}" for number in range(chance.randrange(40))]
    },
    "ir.mohlat.service.digitized.v1": lambda chance: {"service": "خدمت-۱", "level": "fully_online"},
}
# fmt: off
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, 1e308, "", " ", "\x00", "\ud800", "\u202e", "𐍈" * 50, "a" * 5_000,
    [], [[]], {}, {"a": {"b": {"c": 1}}}, "../../etc/passwd", "'; drop table agency; --", "application/xml", "0.3",
    "urn:mohlat:agency:setad", "urn:mohlat:registry", "urn:mohlat:connector:connector-1", "urn:mohlat:agency:",
    "2023-06-14", "2023-06-14T20:30:00", "2023-06-14T20:30:60Z", "2023-06-14T20:30:00+23:59",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2300-01-01T00:00:00Z", "2023-06-14T20:36:00Z",
    "ir.mohlat.clock.ticked.v1", "ir.mohlat.agency.registered.v1", "ir.mohlat.verdict.reached.v1",
)
TOKENS = (
    b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\u0000", b"\\ud800", b"\xff", b"\xc0\x80", b"\xed\xa0\x80",
    b"\xef\xbb\xbf", b"NaN", b"Infinity", b"1e999", b"-0", b"null", b"//", b"/*", b"\0", b"\r\n", b"9" * 400,
    b"[" * 3_000, b'{"a":' * 3_000, b" " * 3_000,
)
# fmt: on


def event(chance: Random, agency: str, at: datetime) -> dict[str, Any]:
    kind = chance.choice(list(TYPES))
    made: dict[str, Any] = {
        "specversion": "1.0",
        "type": kind,
        "id": f"e-{chance.getrandbits(64):x}",
        "source": f"urn:mohlat:agency:{agency}",
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": TYPES[kind](chance),
    }
    if chance.random() < 0.3:
        made |= {"stream": "fuzz", "ordinal": chance.randrange(1, 2**31)}
    return made


def encoded(value: Any) -> bytes:
    """With lone surrogates let through, as bytes that are no UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def batch(chance: Random, agency: str, at: datetime) -> bytes:
    count = chance.choice((1, 1, 1, 2, 3, 10)) if chance.random() < 0.98 else chance.choice((500, 1000))
    return encoded([event(chance, agency, at) for _ in range(count)])


def odd_events(chance: Random, agency: str, at: datetime) -> bytes:
    """Events with members that are something else, missing or doubled."""
    events = [event(chance, agency, at) for _ in range(chance.randrange(1, 4))]
    for _ in range(chance.randrange(1, 4)):
        found = chance.choice(events)
        target = found["data"] if chance.random() < 0.3 and isinstance(found.get("data"), dict) else found
        name = chance.choice([*target, "extra", "data"])
        if chance.random() < 0.2:
            target.pop(name, None)
        else:
            target[name] = chance.choice(ODD)
    body = encoded(events)
    if chance.random() < 0.1:
        body = body.replace(b'"id"', b'"source": "urn:mohlat:agency:setad", "id"', 1)
    return body


def mutated(chance: Random, data: bytes) -> bytes:
    """A few bytes flipped, lost, doubled, or put in."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        place = chance.randrange(len(changed) + 1)
        match chance.randrange(6):
            case 0 if place < len(changed):
                changed[place] ^= 1 << chance.randrange(8)
            case 1 if place < len(changed):
                changed[place] = chance.randrange(256)
            case 2:
                del changed[place : place + chance.randrange(1, 20)]
            case 3:
                changed[place:place] = changed[place : place + chance.randrange(1, 60)]
            case 4:
                changed[place:place] = chance.choice(TOKENS)
            case _:
                changed[place:place] = chance.randbytes(chance.randrange(1, 8))
    return bytes(changed)


def bomb(chance: Random) -> bytes:
    """JSON that is more than it seems."""
    depth = chance.choice((4, 100, 1_000, 100_000))
    return chance.choice(
        (
            lambda: b"[" * depth + b"]" * depth,
            lambda: b'[{"a":' * depth + b"1" + b"}]" * depth,
            lambda: b"[" + b"0," * 200_000 + b"0]",
            lambda: b'[{"id":"' + b"\\u0041" * 100_000 + b'"}]',
            lambda: b"[" + b"9" * 500_000 + b"]",
            lambda: b"[" + b'{"type":"ir.mohlat.connection.closed.v1"},' * 999 + b"{}]",
            lambda: b"[1e" + b"9" * 100_000 + b"]",
            lambda: b" " * 900_000,
        )
    )()


_INFLATED: dict[int, bytes] = {}


def gzip_bomb(chance: Random, plain: bytes) -> bytes:
    """Compressed content that inflates without end, is cut short, or is more than one."""
    size = chance.choice((8 * 2**20 + 1, 64 * 2**20))
    if size not in _INFLATED:
        _INFLATED[size] = gzip.compress(b" " * size, mtime=0)
    good = gzip.compress(plain, mtime=0)
    return chance.choice(
        (
            lambda: _INFLATED[size],
            lambda: gzip.compress(_INFLATED[size], mtime=0),
            lambda: good + good,
            lambda: good[: chance.randrange(len(good))],
            lambda: zlib.compress(plain),
            lambda: mutated(chance, good),
            lambda: plain,
            lambda: b"",
        )
    )()
