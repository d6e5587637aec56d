"""The agency's side of the wire."""

import enum
import logging
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

import httpx2
from mohlat_contracts import sources
from mohlat_contracts.codec import MAX_EVENTS, EvidenceEvent
from mohlat_contracts.evidence import (
    ConnectionClosed,
    ConnectionEstablished,
    ConnectionHeartbeat,
    DigitizedData,
    HeartbeatData,
    ServiceDigitized,
)
from mohlat_contracts.registry import Level

from mohlat_sdk.answers import open_client
from mohlat_sdk.batches import batch, event_bytes, split
from mohlat_sdk.errors import Rejected, Unreachable
from mohlat_sdk.keys import SigningKey
from mohlat_sdk.postbox import Postbox
from mohlat_sdk.signing import RequestSigner
from mohlat_sdk.spool import RejectedEvent, Spool

QUIET_AFTER_FAILURE = 5.0
"""Seconds for which events join the spool without another try; `flush` tries at once."""

_log = logging.getLogger(__name__)


class Delivery(enum.Enum):
    """What became of events: in Mohlat's log, or on this disk until a connector takes them."""

    ACCEPTED = "accepted"
    SPOOLED = "spooled"


class Agency:
    """One agency, telling Mohlat what it does. Thread-safe; events keep the order of the calls.

    Every method that sends returns a Delivery and raises

    - Rejected: the connector refused the events; they are not kept.
    - Unreachable: no connector took them and there is no spool, or its disk would not take them either.

    Args:
        code: the agency's code in the registry.
        key: its signing key.
        url: the connector's base address.
        key_id: the key's name in the registry; by default the key's own.
        spool: file that keeps events while no connector can be reached. One process at a time.
        clock: the time of events, aware; by default now.
        timeout: seconds to wait for an answer.
        attempts: tries before giving up or spooling, with growing pauses, honouring Retry-After.
        client: an HTTP client to share between agencies; it is not closed by `close`.
        new_id: names of events; by default random UUIDs.
    """

    def __init__(
        self,
        code: str,
        key: SigningKey,
        url: str,
        *,
        key_id: str | None = None,
        spool: Path | None = None,
        clock: Callable[[], datetime] | None = None,
        timeout: float = 10.0,
        attempts: int = 4,
        client: httpx2.Client | None = None,
        new_id: Callable[[], str] | None = None,
    ) -> None:
        self.code = code
        self._source = sources.agency(code)
        self._clock = clock or (lambda: datetime.now(UTC))
        self._new_id = new_id or (lambda: str(uuid.uuid4()))
        self._own_client = None
        if client is None:
            client = self._own_client = open_client(url, timeout)
        self._postbox = Postbox(url, RequestSigner(key, key_id or key.key_id), client, attempts, timeout)
        self._spool = None if spool is None else Spool(spool)
        self._quiet_until = float("-inf")
        self._lock = threading.Lock()

    def connected(self) -> Delivery:
        """State that the agency is connected to the Window."""
        return self.send([ConnectionEstablished(**self._envelope())])

    def heartbeat(self, services: Iterable[str] = ()) -> Delivery:
        """Prove it: `services` are the codes of those reachable through the Window now; a full connection names all."""
        return self.send([ConnectionHeartbeat(**self._envelope(), data=HeartbeatData(services=tuple(services)))])

    def closed(self) -> Delivery:
        """State that the connection has been closed."""
        return self.send([ConnectionClosed(**self._envelope())])

    def service_digitized(self, service: str, level: Level = "fully_online") -> Delivery:
        """State at which level a service is offered."""
        return self.send([ServiceDigitized(**self._envelope(), data=DigitizedData(service=service, level=level))])

    def send(self, events: Iterable[EvidenceEvent]) -> Delivery:
        """Send events in their order, in as few batches as they fit."""
        encoded = [event_bytes(event) for event in events]
        with self._lock:
            if self._spool is not None and self._spool.depth:
                return self._send_behind(self._spool, encoded)
            return self._send_now(encoded)

    def flush(self) -> Delivery:
        """Deliver what the spool holds, oldest first; SPOOLED when some of it had to stay.

        An event that the connector refuses is set aside (see `rejected`), and the rest goes on.

        Raises:
            Rejected: 401; the key or the clock of this machine must be put right, nothing was given up.
        """
        with self._lock:
            return Delivery.ACCEPTED if self._spool is None else self._drain(self._spool, None, {})

    def rejected(self) -> list[RejectedEvent]:
        """Events of the spool that a connector refused, with its words."""
        with self._lock:
            return [] if self._spool is None else self._spool.rejected()

    def close(self) -> None:
        with self._lock:
            if self._own_client is not None:
                self._own_client.close()
            if self._spool is not None:
                self._spool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _envelope(self) -> dict[str, Any]:
        time = self._clock()
        if time.tzinfo is None:
            raise ValueError("the clock must give aware datetimes")
        return {"id": self._new_id(), "source": self._source, "time": time}

    def _send_now(self, encoded: Sequence[bytes]) -> Delivery:
        sent = 0
        try:
            for run in split(encoded):
                self._postbox.post(batch(run))
                sent += len(run)
        except Unreachable:
            if self._spool is None:
                raise
            self._keep(self._spool, encoded[sent:])
            self._quiet_until = monotonic() + QUIET_AFTER_FAILURE
            return Delivery.SPOOLED
        return Delivery.ACCEPTED

    def _send_behind(self, spool: Spool, encoded: Sequence[bytes]) -> Delivery:
        positions = self._keep(spool, encoded)
        if monotonic() < self._quiet_until:
            return Delivery.SPOOLED
        refused: dict[int, Rejected] = {}
        try:
            delivery = self._drain(spool, 1, refused)
        except Rejected as answer:
            _log.warning("the spool of %s stays: %s", self.code, answer)
            return Delivery.SPOOLED
        for position in positions:
            if position in refused:
                raise refused[position]
        return delivery

    def _keep(self, spool: Spool, encoded: Sequence[bytes]) -> list[int]:
        try:
            return spool.append(encoded)
        except sqlite3.Error as error:
            raise Unreachable(f"no connector, and the spool does not take events: {error}") from error

    def _drain(self, spool: Spool, attempts: int | None, refused: dict[int, Rejected]) -> Delivery:
        try:
            while rows := spool.head(MAX_EVENTS):
                first = next(split([event for _, event in rows]))
                self._deliver(spool, rows[: len(first)], attempts, refused)
        except Unreachable:
            self._quiet_until = monotonic() + QUIET_AFTER_FAILURE
            return Delivery.SPOOLED
        return Delivery.ACCEPTED

    def _deliver(
        self, spool: Spool, rows: Sequence[tuple[int, bytes]], attempts: int | None, refused: dict[int, Rejected]
    ) -> None:
        """Post rows; a batch is taken or refused as a whole, so halving it finds the events at fault."""
        try:
            self._postbox.post(batch(event for _, event in rows), attempts)
        except Rejected as answer:
            if answer.concerns_the_signer:
                raise
            if len(rows) == 1:
                refused[rows[0][0]] = answer
                spool.set_aside(rows[0][0], answer)
                return
            middle = len(rows) // 2
            self._deliver(spool, rows[:middle], attempts, refused)
            self._deliver(spool, rows[middle:], attempts, refused)
        else:
            spool.remove(position for position, _ in rows)
