"""What the notices topic is told: letters that a relay accepted, and up to when all are settled."""

from collections.abc import Iterable
from datetime import datetime

from mohlat_contracts import encode_batch, headers, sources
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.codec import Event
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.notices import NoticeAccepted, NoticeData

from services.notifier.ledger import AcceptedRow
from services.plumbing.publisher import Outgoing


def acceptances(topic: str, rows: Iterable[AcceptedRow]) -> list[Outgoing]:
    """One record a letter. Its id is the digest of the notice's key, so a repeat is recognised."""
    return [
        _record(
            topic,
            NoticeAccepted(
                id=row.id,
                source=sources.NOTIFIER,
                time=row.at,
                data=NoticeData(key=row.key, at=row.at, message_id=row.message_id),
            ),
            key=row.key.agency,
        )
        for row in rows
    ]


def tick(topic: str, partition: int, epoch: int, since: datetime, through: datetime) -> Outgoing:
    """All letters of instants up to `through` are settled in this partition."""
    event = ClockTicked(
        id=f"notifier-{partition}-{epoch}-{through.isoformat()}",
        source=sources.NOTIFIER,
        time=through,
        data=TickData(writer="notifier", epoch=epoch, open_from=since, open_to=through),
    )
    return _record(topic, event, partition=partition)


def _record(topic: str, event: Event, key: str | None = None, partition: int | None = None) -> Outgoing:
    return Outgoing(
        topic=topic,
        value=encode_batch([event]),
        key=key,
        partition=partition,
        headers={headers.CONTENT_TYPE: BATCH_CONTENT_TYPE, headers.KNOWN_AT: event.time.isoformat()},
    )
