"""What has arrived of each agency, by the headers of the evidence topic alone."""

from dataclasses import dataclass, field
from datetime import datetime

import structlog
from aiokafka import ConsumerRecord
from mohlat_contracts import headers

from services.connector.ordinals import decode_ordinals
from services.connector.standing.said import LastEvidence
from services.connector.standing.streams import Streams

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Arrived:
    """Of one agency."""

    last: LastEvidence | None = None
    streams: Streams = field(default_factory=Streams)


class Arrivals:
    """Of every agency. A record that comes again changes nothing."""

    def __init__(self) -> None:
        self._arrived: dict[str, Arrived] = {}

    def fold(self, raw: ConsumerRecord) -> None:
        if raw.key is None:
            return
        found = dict(raw.headers)
        try:
            known_at = datetime.fromisoformat(found[headers.KNOWN_AT].decode())
            ordinals = decode_ordinals(found.get(headers.ORDINALS, b"{}"))
            arrived = self._arrived.setdefault(raw.key.decode(), Arrived())
        except (KeyError, ValueError) as error:
            _log.warning("unreadable record", topic=raw.topic, offset=raw.offset, reason=repr(error)[:200])
            return
        # An agency's records lie in one partition, so the offset tells which is the later.
        if arrived.last is None or raw.offset > arrived.last.offset:
            arrived.last = LastEvidence(known_at=known_at, topic=raw.topic, partition=raw.partition, offset=raw.offset)
        arrived.streams.add(ordinals)

    def of(self, agency: str) -> Arrived:
        return self._arrived.get(agency) or Arrived()
