"""The topics of a play, read again by an auditor in other orders and with repeats: what history it makes of them."""

import hashlib
import random
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from mohlat_contracts import DecodedEvent
from mohlat_contracts.clock import TickData
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.verdicts import VerdictReached

from services.auditor.cases.admitting import admit
from services.auditor.cases.auditing import PartitionAuditor
from services.auditor.replay.memory import MemoryStore
from services.timekeeping.partition_time import TopicKind

Said = VerdictReached | SignalRaised


class Piece(NamedTuple):
    """A record of a source topic, decoded once for many readings; its facts come before its tick."""

    kind: TopicKind
    key: str | None
    known_at: datetime | None
    events: tuple[DecodedEvent, ...]
    tick: TickData | None
    appended_at: datetime


class Sources(NamedTuple):
    """The two topics of one partition, in the order of their offsets."""

    registry: tuple[Piece, ...]
    evidence: tuple[Piece, ...]


def one_hash(said: Iterable[Said]) -> str:
    """Of a whole history; in which order it was told, and how often, makes no difference."""
    return hashlib.sha256("\n".join(sorted({event.id for event in said})).encode()).hexdigest()


def history(partitions: Iterable[Sources], seed: int) -> Iterator[Said]:
    """All verdicts and signals, after reading each partition in an order that the seed gives."""
    rng = random.Random(seed)  # noqa: S311 - chance that can be repeated is the point
    for sources in partitions:
        # Judging at every tick, or only now and then, as somebody does who is behind.
        leisure = rng.choice([1.0, 0.3, 0.05])
        auditor = PartitionAuditor(MemoryStore())
        for piece in _interleaved(rng, sources):
            yield from _take(auditor, piece, judges=rng.random() < leisure)
        yield from _judge(auditor)


def _interleaved(rng: random.Random, sources: Sources) -> Iterator[Piece]:
    """Now a stretch of one topic, now one of the other, each shuffled between its own ticks and with repeats."""
    waiting = [list(_shuffled(rng, pieces)) for pieces in sources]
    longest = rng.choice([1, 5, 50, 1_000])
    while any(waiting):
        topic = rng.choice([each for each in waiting if each])
        many = rng.randint(1, longest)
        yield from topic[:many]
        del topic[:many]


def _shuffled(rng: random.Random, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Each record stays on its side of every tick; some come twice, and some again much later."""
    between: list[Piece] = []
    heard: list[Piece] = []
    for piece in pieces:
        if piece.tick is None:
            between += [piece] * rng.choice([1, 1, 1, 2])
            continue
        rng.shuffle(between)
        yield from between
        heard += between
        between = []
        yield piece
        if heard and rng.random() < 0.1:
            yield rng.choice(heard)
    yield from between


def _take(auditor: PartitionAuditor, piece: Piece, *, judges: bool) -> Iterator[Said]:
    if piece.events:
        admit(auditor, piece.kind, piece.key, piece.known_at, piece.events)
    if piece.tick:
        auditor.note(piece.kind, piece.tick, piece.appended_at)
    if judges:
        yield from _judge(auditor)


def _judge(auditor: PartitionAuditor) -> Iterator[Said]:
    while (advance := auditor.work()) is not None:
        yield from advance.verdicts
        yield from advance.signals
