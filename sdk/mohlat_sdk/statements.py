"""What an agency says, as events of its own at its clock's time."""

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from mohlat_contracts import sources
from mohlat_contracts.codec import EvidenceEvent
from mohlat_contracts.evidence import (
    ConnectionClosed,
    ConnectionEstablished,
    ConnectionHeartbeat,
    DigitizedData,
    HeartbeatData,
    ServiceDigitized,
)
from mohlat_contracts.registry import Level


class Statements:
    """Makes the events of one agency.

    Args:
        clock: the time of events, aware; by default now.
        new_id: names of events; by default random UUIDs.
    """

    def __init__(self, code: str, clock: Callable[[], datetime] | None, new_id: Callable[[], str] | None) -> None:
        self._source = sources.agency(code)
        self._clock = clock or (lambda: datetime.now(UTC))
        self._new_id = new_id or (lambda: str(uuid.uuid4()))

    def own(self, events: Iterable[EvidenceEvent]) -> list[EvidenceEvent]:
        """The events, all of them this agency's.

        Raises:
            ValueError: one is another's. The connector would refuse it together with all that are spooled beside it.
        """
        every = list(events)
        for event in every:
            if event.source != self._source:
                raise ValueError(f"event {event.id} is of {event.source}, not of {self._source}")
        return every

    def connected(self) -> EvidenceEvent:
        return ConnectionEstablished(**self._envelope())

    def heartbeat(self, services: Iterable[str]) -> EvidenceEvent:
        return ConnectionHeartbeat(**self._envelope(), data=HeartbeatData(services=tuple(services)))

    def closed(self) -> EvidenceEvent:
        return ConnectionClosed(**self._envelope())

    def service_digitized(self, service: str, level: Level) -> EvidenceEvent:
        return ServiceDigitized(**self._envelope(), data=DigitizedData(service=service, level=level))

    def _envelope(self) -> dict[str, Any]:
        time = self._clock()
        if time.tzinfo is None:
            raise ValueError("the clock must give aware datetimes")
        return {"id": self._new_id(), "source": self._source, "time": time}
