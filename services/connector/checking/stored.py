"""A record of the evidence topic as it lies there, bytes and all, from a broker or from a file."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from aiokafka import ConsumerRecord


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record.

    Attributes:
        appended_at: when the broker appended it, by its own clock; None when that is not known.
        headers: in their order; Kafka lets a name occur twice.
    """

    topic: str
    partition: int
    offset: int
    appended_at: datetime | None
    key: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    value: bytes | None


class _Line(msgspec.Struct):
    """A line of a dump; bytes are in base64."""

    topic: str
    partition: int
    offset: int
    appended_at: datetime | None
    key: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    value: bytes | None


_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(_Line)


class NotADump(ValueError):
    """A file that `dump_line` has not written."""


def stored(raw: ConsumerRecord) -> StoredRecord:
    """The record that a consumer fetched."""
    return StoredRecord(
        raw.topic,
        raw.partition,
        raw.offset,
        datetime.fromtimestamp(raw.timestamp / 1000, UTC) if raw.timestamp >= 0 else None,
        raw.key,
        tuple((name, value or b"") for name, value in raw.headers),
        raw.value,
    )


def dump_line(record: StoredRecord) -> bytes:
    """The record as one line of JSON, all of it."""
    return _encoder.encode(
        {
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "appended_at": record.appended_at,
            "key": _base64(record.key),
            "headers": [(name, _base64(value)) for name, value in record.headers],
            "value": _base64(record.value),
        }
    )


def read_dump(lines: Iterable[bytes]) -> Iterable[StoredRecord]:
    """The records of a dump, one at a time.

    Raises:
        NotADump: names the line.
    """
    for number, line in enumerate(lines, 1):
        try:
            found = _decoder.decode(line)
        except msgspec.DecodeError as error:
            raise NotADump(f"line {number}: {error}") from error
        yield StoredRecord(
            found.topic, found.partition, found.offset, found.appended_at, found.key, found.headers, found.value
        )


def _base64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()
