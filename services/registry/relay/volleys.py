"""The order in which rows of the outbox become records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from mohlat_contracts import headers
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE

from services.plumbing.publisher import Outgoing
from services.registry.events import rfc3339


@dataclass(frozen=True, slots=True)
class Waiting:
    """An unpublished row; without a key it is a tick, without a value a tombstone."""

    id: int
    topic: str
    key: str | None
    value: bytes | None
    known_at: datetime


def volleys(rows: Sequence[Waiting]) -> Iterator[list[Waiting]]:
    """Runs of rows that may be under way together. A tick is sent only when all before it is acknowledged."""
    for _, run in groupby(rows, key=lambda row: row.key is None):
        yield list(run)


def records(row: Waiting, prefix: str, partitions: int) -> list[Outgoing]:
    """A row's record, or for a tick one for each partition."""
    named = {headers.KNOWN_AT: rfc3339(row.known_at)}
    if row.value is not None:
        named[headers.CONTENT_TYPE] = BATCH_CONTENT_TYPE
    topic = prefix + row.topic
    if row.key is not None:
        return [Outgoing(topic=topic, key=row.key, value=row.value, headers=named)]
    return [
        Outgoing(topic=topic, value=row.value, headers=named, partition=partition) for partition in range(partitions)
    ]
