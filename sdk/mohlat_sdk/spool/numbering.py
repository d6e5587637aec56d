"""Names a spool's stream and counts its events, so that a gap can be seen from afar. No I/O."""

import uuid
from collections.abc import Iterable

import msgspec
from mohlat_contracts.codec import EvidenceEvent
from msgspec import UNSET

from mohlat_sdk.batches import EncodedEvent, encode

LAST_ORDINAL = 2**31 - 1


class Numbering:
    """The count of one stream; without a name events stay as they are."""

    def __init__(self, stream: str | None, last: int = 0) -> None:
        self.stream, self.last = stream, last

    def number(self, events: Iterable[EvidenceEvent]) -> list[EncodedEvent]:
        """The events with the next ordinals; one that has a stream already keeps it."""
        return [self._next(event) for event in events]

    def _next(self, event: EvidenceEvent) -> EncodedEvent:
        if self.stream is None or event.stream is not UNSET:
            return encode(event)
        if self.last == LAST_ORDINAL:
            self.stream, self.last = random_stream(), 0
        self.last += 1
        numbered = msgspec.structs.replace(event, stream=self.stream, ordinal=self.last)
        return encode(numbered, numbered=True)


def random_stream() -> str:
    return uuid.uuid4().hex
