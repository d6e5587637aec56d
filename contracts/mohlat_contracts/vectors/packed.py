"""Compressed bodies, kept as files of their own: another version of the compressor would write other bytes."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mohlat_contracts.vectors import bodies

FOLDER = Path(__file__).parents[2] / "vectors"


class Packed(NamedTuple):
    """A gzip file of `contracts/vectors`; `name` is relative to it."""

    name: str
    data: bytes
    plain: bytes


def pack(name: str, make: Callable[[], bytes]) -> Packed:
    """The file as it is kept, when it still holds what it should; else made anew."""
    plain = make()
    path = FOLDER / "bodies" / f"{name}.gz"
    kept = path.read_bytes() if path.exists() else b""
    same = kept and gzip.decompress(kept) == plain
    return Packed(f"bodies/{name}.gz", kept if same else gzip.compress(plain, compresslevel=9, mtime=0), plain)


BATCH = pack("of-each-type", bodies.of_each_type)
SINGLE = pack("single", bodies.single)
MOST_EVENTS = pack("most-events", lambda: bodies.batch(1000))
TOO_MANY_EVENTS = pack("too-many-events", lambda: bodies.batch(1001))
LARGEST = pack("largest", lambda: bodies.LARGEST)
TOO_LARGE = pack("too-large", lambda: bodies.TOO_LARGE)
LARGEST_INFLATED = pack("largest-inflated", lambda: bodies.LARGEST_INFLATED)
TOO_LARGE_INFLATED = pack("too-large-inflated", lambda: bodies.TOO_LARGE_INFLATED)

ALL = (
    BATCH,
    SINGLE,
    MOST_EVENTS,
    TOO_MANY_EVENTS,
    LARGEST,
    TOO_LARGE,
    LARGEST_INFLATED,
    TOO_LARGE_INFLATED,
)
