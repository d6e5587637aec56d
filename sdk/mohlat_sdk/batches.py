"""Events as bytes, and bytes as batches that a connector takes."""

from collections.abc import Iterable, Iterator, Sequence

from mohlat_contracts.codec import MAX_EVENTS, EvidenceEvent, encode_batch
from mohlat_contracts.topics import MAX_BODY_BYTES


def event_bytes(event: EvidenceEvent) -> bytes:
    """One event's JSON: an event keeps these bytes through every retry and in every batch."""
    return encode_batch([event])[1:-1]


def batch(events: Iterable[bytes]) -> bytes:
    return b"[" + b",".join(events) + b"]"


def split(events: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Consecutive runs that fit a batch; an event too large for any batch stands alone."""
    start = size = 0
    for index, event in enumerate(events):
        grown = size + len(event) + 1
        if index > start and (index - start == MAX_EVENTS or grown + 1 > MAX_BODY_BYTES):
            yield events[start:index]
            start, grown = index, len(event) + 1
        size = grown
    if start < len(events):
        yield events[start:]
