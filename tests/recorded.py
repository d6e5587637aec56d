"""The topics of a stack, as pieces that can be read again in other orders."""

from collections.abc import Iterable
from datetime import UTC, datetime

from aiokafka import ConsumerRecord
from mohlat_contracts import topics
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.verdicts import VerdictReached

from services.auditor.cases.admitting import read_tick, riding_tick
from services.plumbing.records import read_record
from services.timekeeping.partition_time import TopicKind
from tests.interleaving import Piece, Said, Sources
from tests.logs import read_topic
from tests.stacks import TestedStack


def sources_of(stack: TestedStack) -> list[Sources]:
    """What a stack's registry and connector have written, by partition."""
    registry = _by_partition("registry", read_topic(stack, topics.REGISTRY))
    evidence = _by_partition("evidence", read_topic(stack, topics.EVIDENCE))
    return [Sources(tuple(registry[number]), tuple(evidence[number])) for number in sorted(registry)]


def said_by(stack: TestedStack) -> list[Said]:
    """All verdicts and signals that its auditor has published."""
    records = [read_record(raw) for raw in read_topic(stack, topics.VERDICTS)]
    events = [decoded.event for record in records for decoded in record.events]
    return [event for event in events if isinstance(event, VerdictReached | SignalRaised)]


def _by_partition(kind: TopicKind, records: Iterable[ConsumerRecord]) -> dict[int, list[Piece]]:
    pieces: dict[int, list[Piece]] = {}
    for raw in records:
        pieces.setdefault(raw.partition, []).append(_piece(kind, raw))
    return pieces


def _piece(kind: TopicKind, raw: ConsumerRecord) -> Piece:
    record = read_record(raw)
    tick = read_tick(kind, record.key, record.known_at, record.events)
    return Piece(
        kind=kind,
        key=record.key,
        known_at=record.known_at,
        events=() if tick else record.events,
        tick=tick or riding_tick(kind, record.headers),
        appended_at=datetime.fromtimestamp(raw.timestamp / 1000, UTC),
    )
