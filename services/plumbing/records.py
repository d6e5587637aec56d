"""A record as a reader meets it."""

from dataclasses import dataclass, field
from datetime import datetime

from aiokafka import ConsumerRecord
from mohlat_contracts import DecodedEvent, MalformedBatch, headers
from mohlat_contracts.content import read_content
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE


class Unreadable(ValueError):
    """This record can never be processed; it belongs among the dead letters."""


@dataclass(frozen=True, slots=True)
class Record:
    """A decoded record. `events` is empty for a tombstone."""

    topic: str
    partition: int
    offset: int
    key: str | None
    known_at: datetime | None
    events: tuple[DecodedEvent, ...]
    value: bytes | None
    headers: dict[str, bytes] = field(default_factory=dict)


def read_record(raw: ConsumerRecord) -> Record:
    """Decode a record of any topic.

    Raises:
        Unreadable: its body, key or headers are not what the contract says.
    """
    found = dict(raw.headers)
    try:
        return Record(
            topic=raw.topic,
            partition=raw.partition,
            offset=raw.offset,
            key=None if raw.key is None else raw.key.decode(),
            known_at=_instant(found.get(headers.KNOWN_AT)),
            events=() if raw.value is None else tuple(_events(raw.value, found)),
            value=raw.value,
            headers=found,
        )
    except (MalformedBatch, UnicodeDecodeError, ValueError) as error:
        raise Unreadable(str(error)) from error


def _instant(text: bytes | None) -> datetime | None:
    if text is None:
        return None
    instant = datetime.fromisoformat(text.decode())
    if instant.tzinfo is None:
        raise ValueError(f"header {headers.KNOWN_AT}: {text!r} has no offset from UTC")
    return instant


def _events(value: bytes, found: dict[str, bytes]) -> list[DecodedEvent]:
    content_type = found.get(headers.CONTENT_TYPE, BATCH_CONTENT_TYPE.encode()).decode()
    return read_content(value, content_type, found.get(headers.CONTENT_ENCODING, b"identity").decode())
