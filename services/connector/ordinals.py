"""The record header that tells a follower which ordinals of which streams a record holds, without its body."""

from collections.abc import Iterable

import msgspec
from mohlat_contracts.codec import EvidenceEvent
from msgspec import UNSET

Range = tuple[int, int]
"""Ordinals from the first to the last, both included."""
Ordinals = dict[str, list[Range]]
"""Of each stream, its ranges, ascending."""

_decoder = msgspec.json.Decoder(Ordinals)


def ordinals_of(events: Iterable[EvidenceEvent]) -> Ordinals:
    """What these events say; empty when they say nothing."""
    numbers: dict[str, set[int]] = {}
    for event in events:
        if event.stream is not UNSET and event.ordinal is not UNSET:
            numbers.setdefault(event.stream, set()).add(event.ordinal)
    return {stream: _ranges(sorted(found)) for stream, found in numbers.items()}


def encode_ordinals(ordinals: Ordinals) -> bytes:
    return msgspec.json.encode(ordinals)


def decode_ordinals(value: bytes) -> Ordinals:
    """Read the header back.

    Raises:
        ValueError: it is not such a header.
    """
    ordinals = _decoder.decode(value)
    if any(first > last for ranges in ordinals.values() for first, last in ranges):
        raise ValueError("a range that ends before it begins")
    return ordinals


def _ranges(ascending: list[int]) -> list[Range]:
    ranges: list[Range] = []
    for number in ascending:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = ranges[-1][0], number
        else:
            ranges.append((number, number))
    return ranges
