"""Where a record goes that could be decoded but not recorded."""

import structlog
from mohlat_contracts import headers

from services.plumbing.dead_letters import DEAD_LETTERS
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.records import Record

_log = structlog.get_logger(__name__)


async def bury(publisher: Publisher, record: Record, reason: str) -> None:
    """Publish the record as it was, with the reason; only then may the reader move on.

    Raises:
        NotPublished: the reader must not move on.
    """
    await publisher.publish([_dead_letter(record, reason)])
    DEAD_LETTERS.labels(topic=record.topic).inc()
    _log.warning("dead letter", topic=record.topic, partition=record.partition, offset=record.offset, reason=reason)


def _dead_letter(record: Record, reason: str) -> Outgoing:
    return Outgoing(
        topic=f"{record.topic}.dlq",
        value=record.value,
        key=record.key,
        partition=record.partition,
        headers={
            **record.headers,
            headers.ERROR_REASON: reason[:1000],
            headers.ERROR_TOPIC: record.topic,
            headers.ERROR_PARTITION: str(record.partition),
            headers.ERROR_OFFSET: str(record.offset),
        },
    )
