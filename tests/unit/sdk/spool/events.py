"""Events to keep."""

from datetime import UTC, datetime

from mohlat_contracts import sources
from mohlat_contracts.codec import EvidenceEvent, decode_batch
from mohlat_contracts.evidence import ConnectionClosed, ConnectionHeartbeat, HeartbeatData

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)


def statement(name: str, at: datetime = AT) -> EvidenceEvent:
    return ConnectionClosed(id=name, source=sources.agency("sanjesh"), time=at)


def heartbeat(name: str, services: int = 0) -> EvidenceEvent:
    codes = tuple(f"s{number:03}" for number in range(services))
    data = HeartbeatData(services=codes)
    return ConnectionHeartbeat(id=name, source=sources.agency("sanjesh"), time=AT, data=data)


def name_of(event: bytes) -> str:
    [decoded] = decode_batch(b"[" + event + b"]")
    return decoded.id
