"""The outbox: what a change says, as records for Kafka, in the transaction of the change.

Rows get their ids in the order in which they are written, and only a transaction that holds the registry's lock writes
any: so the order of ids is the order of commits.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from mohlat_contracts import Event, encode_batch, read_batch, topics
from mohlat_contracts.registry import DutyAssigned
from sqlalchemy import text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import forms
from services.registry.models import Form, OutboxRow
from services.registry.models.row import METADATA
from services.registry.problems import RecordTooLarge

CHANNEL = "registry_outbox"
"""Notified at every commit that wrote to the outbox."""

HEADROOM = 16 * 1024
"""Bytes of a record's limit left to its key, headers and framing."""

_AGAIN = text(
    "update registry.relay set published_through = 0, round = round + 1,"
    " repeats_through = greatest(repeats_through, published_through)"
)
_ALL = text("select count(*) from registry.outbox")
_COLUMNS = ("topic", "key", "value", "form", "fillings", "known_at")


class Record(NamedTuple):
    """A row to be written: a record, byte for byte; see OutboxRow."""

    topic: str
    key: str | None
    value: bytes | None
    known_at: datetime


def fact_rows(facts: Mapping[str, Sequence[Event]], known_at: datetime) -> list[Record]:
    """One record per agency.

    Raises:
        RecordTooLarge: the facts of one agency do not fit a record.
    """
    return [_row(topics.REGISTRY.name, agency, events, known_at) for agency, events in facts.items()]


def contact_rows(contacts: Mapping[str, Event], known_at: datetime) -> list[Record]:
    """One record per contact."""
    return [_row(topics.CONTACTS.name, contact, [event], known_at) for contact, event in contacts.items()]


def tombstone_row(contact: str, known_at: datetime) -> Record:
    """A record without a value: compaction then forgets all that was said of the contact."""
    return Record(topics.CONTACTS.name, contact, None, known_at)


def tick_row(tick: Event, known_at: datetime) -> Record:
    """A record without a key: the relay puts it into every partition, after all that precedes it."""
    return _row(topics.REGISTRY.name, None, [tick], known_at)


async def write(session: AsyncSession, rows: Sequence[Record]) -> None:
    """Write the rows in their order, and wake the relay when this commits."""
    if rows:
        await _copy(session, ((row.topic, row.key, row.value, None, None, row.known_at) for row in rows))


async def write_form(session: AsyncSession, events: Sequence[Event]) -> int:
    """Keep the form that the duties of any one agency make, see `forms.make`; returns its id.

    Raises:
        RecordTooLarge: already the record of that agency does not fit.
    """
    form = forms.make(events)
    agency = next(event.data.agency for event in events if isinstance(event, DutyAssigned))
    _check_size(agency, len(encode_batch(events)))
    kept = Form(duties=list(form.duties), body=form.body)
    session.add(kept)
    await session.flush()
    assert kept.id is not None  # noqa: S101 - the database has given it one
    return kept.id


async def copy_forms(
    session: AsyncSession,
    form_id: int,
    topic: str,
    rows: Iterable[tuple[str, Sequence[str]]],
    known_at: datetime,
) -> None:
    """Write one row per agency that gets a form, in their order, and wake the relay when this commits.

    Args:
        rows: agency and fillings; an iterator is read as the server takes it, so it may not use the session itself.

    Raises:
        RecordTooLarge: the filled form does not fit a record.
        ValueError: an agency has more or fewer fillings than the form has duties.
    """
    kept = (await session.exec(select(Form).where(col(Form.id) == form_id))).one()
    form = forms.Form(tuple(kept.duties), kept.body)
    await _copy(session, _filled(form, form_id, topic, rows, known_at))


async def blank_contact(session: AsyncSession, contact: str) -> None:
    """Take all that was said of a contact out of the outbox; its rows become tombstones."""
    said = col(OutboxRow.topic) == topics.CONTACTS.name, col(OutboxRow.key) == contact
    await session.exec(update(OutboxRow).where(*said, col(OutboxRow.value).is_not(None)).values(value=None))


async def republish(session: AsyncSession) -> int:
    """Start anew: the relay repeats every row in its order, the same to the byte; returns how many there are.

    Counts when the session commits. A relay that is at work then goes back to the beginning with its next volley.
    """
    connection = await session.connection()
    await connection.execute(_AGAIN)
    await connection.execute(text(f"notify {CHANNEL}"))
    return int(await connection.scalar(_ALL) or 0)


def _filled(
    form: forms.Form, form_id: int, topic: str, rows: Iterable[tuple[str, Sequence[str]]], known_at: datetime
) -> Iterator[tuple[object, ...]]:
    for agency, fillings in rows:
        # What cannot be filled would hold up the relay for ever.
        if len(fillings) != len(form.duties):
            raise ValueError(f"{agency} has {len(fillings)} fillings for {len(form.duties)} duties")
        _check_size(agency, form.size(agency, fillings))
        yield topic, agency, None, form_id, list(fillings), known_at


async def _copy(session: AsyncSession, rows: Iterable[tuple[object, ...]]) -> None:
    connection = await session.connection()
    # This also begins the transaction, which the driver itself would not.
    await connection.execute(text(f"notify {CHANNEL}"))
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.copy_records_to_table(
        OutboxRow.__tablename__, schema_name=METADATA.schema, columns=_COLUMNS, records=rows
    )


def _row(topic: str, key: str | None, events: Iterable[Event], known_at: datetime) -> Record:
    value = encode_batch(events)
    _check_size(key or "", len(value))
    # Whatever is written here is repeated for ever, so it must be what every reader accepts.
    read_batch(value)
    return Record(topic, key, value, known_at)


def _check_size(key: str, size: int) -> None:
    if size > topics.MAX_RECORD_BYTES - HEADROOM:
        raise RecordTooLarge(agency=key, size=size)
