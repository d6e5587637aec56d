"""One form of bytes for one value, so that a hash says whether two are the same. Pure."""

from collections.abc import Iterable
from hashlib import sha256

import msgspec
from mohlat_contracts.verdicts import FactName


def canonical(value: object) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8 unescaped, instants in UTC as they are given."""
    return msgspec.json.encode(value, order="sorted")


def hash_of(value: object) -> str:
    """SHA-256 (hex) of the canonical form."""
    return sha256(canonical(value)).hexdigest()


def hash_of_facts(names: Iterable[FactName]) -> tuple[int, str]:
    """How many distinct facts, and the SHA-256 (hex) over them, sorted: a line `<sha256> <id>` for each."""
    distinct = sorted(set(names))
    lines = "".join(f"{name.sha256} {name.id}\n" for name in distinct)
    return len(distinct), sha256(lines.encode()).hexdigest()
