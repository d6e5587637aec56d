"""Evidence in few bytes: each list of services is kept once, hashes as they are, and kinds by their number."""

from typing import get_args

from mohlat_contracts.envelope import Instant
from mohlat_contracts.registry import Level
from msgspec import Struct

from services.auditor.cases.facts import EvidenceFact, EvidenceKind

_KINDS: tuple[EvidenceKind, ...] = ("established", "closed", "heartbeat", "digitized")
_LEVELS: tuple[Level, ...] = get_args(Level)

FACT_BYTES = 74
"""What a packed fact takes at most, its id aside."""


class PackedFact(Struct, frozen=True, array_like=True):
    """`services` is the number of a list, `kind` and `level` are numbers too."""

    id: str
    sha256: bytes
    known_at: Instant
    kind: int
    own_time: Instant
    services: int
    level: int | None
    since: Instant | None
    stale: bool


class PackedEvidence(Struct, frozen=True, array_like=True):
    """`lists` in the order in which the facts first refer to them, so that equal evidence has equal bytes."""

    lists: tuple[tuple[str, ...], ...] = ()
    facts: tuple[PackedFact, ...] = ()


def pack(evidence: tuple[EvidenceFact, ...]) -> PackedEvidence:
    numbers: dict[tuple[str, ...], int] = {}
    facts = tuple(
        PackedFact(
            fact.id,
            bytes.fromhex(fact.sha256),
            fact.known_at,
            _KINDS.index(fact.kind),
            fact.own_time,
            numbers.setdefault(fact.services, len(numbers)),
            None if fact.level is None else _LEVELS.index(fact.level),
            fact.since,
            fact.stale,
        )
        for fact in evidence
    )
    return PackedEvidence(tuple(numbers), facts)


def unpack(packed: PackedEvidence) -> tuple[EvidenceFact, ...]:
    lists = packed.lists
    return tuple(
        EvidenceFact(
            id=fact.id,
            sha256=fact.sha256.hex(),
            known_at=fact.known_at,
            kind=_KINDS[fact.kind],
            own_time=fact.own_time,
            services=lists[fact.services],
            level=None if fact.level is None else _LEVELS[fact.level],
            since=fact.since,
            stale=fact.stale,
        )
        for fact in packed.facts
    )


def room(evidence: tuple[EvidenceFact, ...]) -> int:
    """How many bytes it takes at most, reckoned without packing it."""
    lists = {id(fact.services): fact.services for fact in evidence}.values()
    return sum(FACT_BYTES + _size(fact.id) for fact in evidence) + sum(
        sum(_size(code) + 2 for code in services) for services in set(lists)
    )


def _size(text: str) -> int:
    return len(text) if text.isascii() else 4 * len(text)
