"""Where a record goes that its reader cannot read: the dead-letter topic, with the reason."""

import structlog
from aiokafka import ConsumerRecord
from mohlat_contracts import headers
from prometheus_client import Counter

from services.plumbing.publisher import Outgoing, Publisher

DEAD_LETTERS = Counter("mohlat_dead_letters_total", "Records that could not be read", ["topic"])
_log = structlog.get_logger(__name__)


def dead_letter(raw: ConsumerRecord, reason: str) -> Outgoing:
    """The record as it was, on the same partition of `<topic>.dlq`, saying why and whence."""
    return Outgoing(
        topic=f"{raw.topic}.dlq",
        value=raw.value,
        key=None if raw.key is None else raw.key.decode(errors="replace"),
        partition=raw.partition,
        headers={
            **dict(raw.headers),
            headers.ERROR_REASON: reason[:1000],
            headers.ERROR_TOPIC: raw.topic,
            headers.ERROR_PARTITION: str(raw.partition),
            headers.ERROR_OFFSET: str(raw.offset),
        },
    )


async def bury(publisher: Publisher, raw: ConsumerRecord, reason: str) -> None:
    """Publish the dead letter; only then may the reader move on.

    Raises:
        NotPublished: the reader must not move on.
    """
    await publisher.publish([dead_letter(raw, reason)])
    DEAD_LETTERS.labels(topic=raw.topic).inc()
    _log.warning("dead letter", topic=raw.topic, partition=raw.partition, offset=raw.offset, reason=reason[:200])
