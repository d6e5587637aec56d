"""The agencies' public keys and the registry's time, folded from the registry topic."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from mohlat_contracts import sources
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.registry import KeyData, KeyEnrolled

from services.plumbing.records import Record

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class EnrolledKey:
    """A key as its highest revision has it. The key object is built once."""

    agency: str
    source: str
    revision: int
    public_key: Ed25519PublicKey
    revoked_at: datetime | None

    def revoked(self, at: datetime) -> bool:
        return self.revoked_at is not None and self.revoked_at <= at


FindKey = Callable[[str], EnrolledKey | None]


class KeyRing:
    """Keys by their id, and up to when each partition of the registry topic is known."""

    def __init__(self, partitions: int) -> None:
        self._keys: dict[str, EnrolledKey] = {}
        self._ticks: dict[int, datetime] = {}
        self._partitions = partitions

    def fold(self, record: Record) -> None:
        """Take in a record of the registry topic; repeats and old revisions change nothing."""
        for decoded in record.events:
            event = decoded.event
            if event.source != sources.REGISTRY:
                _log.warning("not the registry's", source=event.source, offset=record.offset)
            elif isinstance(event, KeyEnrolled):
                self._enrol(event.data)
            elif isinstance(event, ClockTicked):
                self._tick(record.partition, event.data.open_to)

    def find(self, key_id: str) -> EnrolledKey | None:
        return self._keys.get(key_id)

    def items(self) -> list[tuple[str, EnrolledKey]]:
        """All keys with their ids."""
        return list(self._keys.items())

    def known_through(self) -> datetime | None:
        """Every key that the registry changed before this instant is here; None before its first tick everywhere."""
        return min(self._ticks.values()) if len(self._ticks) == self._partitions else None

    def _enrol(self, data: KeyData) -> None:
        held = self._keys.get(data.key_id)
        if held is not None and held.agency != data.agency:
            _log.error("one key id, two agencies", key_id=data.key_id, kept=held.agency, refused=data.agency)
            return
        if held is None or data.revision > held.revision:
            raw = base64.urlsafe_b64decode(data.public_key + "=")
            self._keys[data.key_id] = EnrolledKey(
                agency=data.agency,
                source=sources.agency(data.agency),
                revision=data.revision,
                public_key=Ed25519PublicKey.from_public_bytes(raw),
                revoked_at=data.revoked_at,
            )

    def _tick(self, partition: int, instant: datetime) -> None:
        held = self._ticks.get(partition)
        self._ticks[partition] = instant if held is None else max(held, instant)
