"""The outbox: what a change says, as records for Kafka, in the transaction of the change."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from mohlat_contracts import Event, encode_batch, read_batch, topics
from sqlalchemy import insert, text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.models import OutboxRow
from services.registry.problems import RecordTooLarge

CHANNEL = "registry_outbox"
"""Notified at every commit that wrote to the outbox."""

HEADROOM = 16 * 1024
"""Bytes of a record's limit left to its key, headers and framing."""


def fact_rows(facts: Mapping[str, Sequence[Event]], known_at: datetime) -> list[OutboxRow]:
    """One record per agency.

    Raises:
        RecordTooLarge: the facts of one agency do not fit a record.
    """
    return [_row(topics.REGISTRY.name, agency, events, known_at) for agency, events in facts.items()]


def contact_rows(contacts: Mapping[str, Event], known_at: datetime) -> list[OutboxRow]:
    """One record per contact."""
    return [_row(topics.CONTACTS.name, contact, [event], known_at) for contact, event in contacts.items()]


def tick_row(tick: Event, known_at: datetime) -> OutboxRow:
    """A record without a key: the relay puts it into every partition, after all that precedes it."""
    return _row(topics.REGISTRY.name, None, [tick], known_at)


async def write(session: AsyncSession, rows: Sequence[OutboxRow]) -> None:
    """Write the rows in their order, and wake the relay when this commits."""
    if rows:
        await session.exec(insert(OutboxRow), params=[_columns(row) for row in rows])
        await (await session.connection()).execute(text(f"notify {CHANNEL}"))


def _columns(row: OutboxRow) -> dict[str, object]:
    return {"topic": row.topic, "key": row.key, "value": row.value, "known_at": row.known_at}


def _row(topic: str, key: str | None, events: Iterable[Event], known_at: datetime) -> OutboxRow:
    value = encode_batch(events)
    if len(value) > topics.MAX_RECORD_BYTES - HEADROOM:
        raise RecordTooLarge(f"The facts of {key} take {len(value)} bytes.")
    # Whatever is written here is repeated for ever, so it must be what every reader accepts.
    read_batch(value)
    return OutboxRow(topic=topic, key=key, value=value, known_at=known_at)
