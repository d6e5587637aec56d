"""Events as bytes, and bytes as bodies that a connector takes."""

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mohlat_contracts.codec import MAX_EVENTS, EvidenceEvent, encode_batch
from mohlat_contracts.content import GZIP
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.evidence import ConnectionHeartbeat
from mohlat_contracts.topics import MAX_BODY_BYTES

COMPRESS_ABOVE = 1024
"""Bytes; a smaller body gains nothing."""


@dataclass(frozen=True, slots=True)
class EncodedEvent:
    """One event's JSON: an event keeps these bytes through every retry and in every batch.

    Attributes:
        heartbeat: it may be dropped when there is no room; any other event is a statement and may not.
        numbered: its ordinal was given for this sending, and may be given again if nobody has got it.
    """

    data: bytes
    heartbeat: bool
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """A body as it goes on the wire; `encoding` is `gzip` or None."""

    body: bytes
    encoding: str | None = None
    content_type: str = BATCH_CONTENT_TYPE


def encode(event: EvidenceEvent, numbered: bool = False) -> EncodedEvent:
    return EncodedEvent(encode_batch([event])[1:-1], isinstance(event, ConnectionHeartbeat), numbered)


def batch(events: Iterable[bytes]) -> bytes:
    return b"[" + b",".join(events) + b"]"


def content(events: Iterable[bytes]) -> Content:
    """A batch, compressed where that pays. The same events give the same bytes."""
    plain = batch(events)
    if len(plain) > COMPRESS_ABOVE:
        compressed = gzip.compress(plain, compresslevel=6, mtime=0)
        if len(compressed) < len(plain):
            return Content(compressed, GZIP)
    return Content(plain)


def split(events: Sequence[bytes], most: int = MAX_EVENTS) -> Iterator[Sequence[bytes]]:
    """Consecutive runs that fit a batch even uncompressed; an event too large for any batch stands alone.

    Args:
        most: events in a batch.
    """
    start = size = 0
    for index, event in enumerate(events):
        grown = size + len(event) + 1
        if index > start and (index - start == most or grown + 1 > MAX_BODY_BYTES):
            yield events[start:index]
            start, grown = index, len(event) + 1
        size = grown
    if start < len(events):
        yield events[start:]
