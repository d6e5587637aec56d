"""The agency's side of the wire, for threads."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

import httpx2
from mohlat_contracts.codec import MAX_EVENTS, EvidenceEvent
from mohlat_contracts.registry import Level
from msgspec import UNSET, UnsetType

from mohlat_sdk.answers import open_client
from mohlat_sdk.delivering import Batching, Delivery, Quiet, Sender, run
from mohlat_sdk.errors import Rejected
from mohlat_sdk.exchange import Exchange
from mohlat_sdk.keys import SigningKey
from mohlat_sdk.outfit import Keeping, lost
from mohlat_sdk.postbox import Postbox
from mohlat_sdk.receipts import Receipt
from mohlat_sdk.signing import RequestSigner
from mohlat_sdk.spool import Bounds, RejectedEvent, SpoolState
from mohlat_sdk.standing import AgencyStatus
from mohlat_sdk.statements import Statements
from mohlat_sdk.threads import BackgroundThread, InThreads

_log = logging.getLogger(__name__)


class Agency:
    """One agency, telling Mohlat what it does. Thread-safe; events keep the order of the calls.

    Without `batching` every method that sends does so at once, returns what became of the events, and raises

    - Rejected: the connector refused the events; they are not kept.
    - Unreachable: no connector took them and there is no spool. SpoolFull: there is one, and it does not take them.

    With `batching` it puts them into the spool and returns SPOOLED; a thread delivers them. It raises SpoolFull. What
    the connector refuses then is set aside (see `rejected`), and `trouble` tells why nothing is delivered.

    When a spool is full, the oldest heartbeats that wait are dropped and counted (see `spool_state`), never a
    statement. Events of a spool are numbered, so that Mohlat can tell which of them never came.

    Use it as a context, or call `close`. After a fork, make another.

    Args:
        code: the agency's code in the registry.
        key: its signing key.
        url: the connector's base address.
        key_id: the key's name in the registry; by default the key's own.
        spool: file that keeps events while no connector can be reached, through a kill and a power cut. One client at
            a time. A spool of an earlier version of the SDK is taken over.
        bounds: how much the spool keeps.
        stream: name under which the spool's events are numbered. By default the spool has one of its own, made at
            random; None leaves events without numbers.
        batching: deliver in the background; without `spool` events wait in memory.
        clock: the time of events, aware; by default now.
        timeout: seconds to wait for an answer.
        attempts: tries before giving up or spooling, with growing pauses, honouring Retry-After. Each is signed anew;
            the events stay the same.
        client: an HTTP client to share between agencies; it is not closed by `close`.
        new_id: names of events; by default random UUIDs.

    Raises:
        SpoolInUse: another client has the spool file open.
        SpoolFull: the disk has no room for a spool.
        SpoolUnreadable: the file is no spool, or not this agency's.
        ValueError: a stream is named, and there is no spool.
    """

    def __init__(
        self,
        code: str,
        key: SigningKey,
        url: str,
        *,
        key_id: str | None = None,
        spool: Path | None = None,
        bounds: Bounds = Bounds(),  # noqa: B008 (frozen)
        stream: str | UnsetType | None = UNSET,
        batching: Batching | None = None,
        clock: Callable[[], datetime] | None = None,
        timeout: float = 10.0,
        attempts: int = 4,
        client: httpx2.Client | None = None,
        new_id: Callable[[], str] | None = None,
    ) -> None:
        self.code = code
        self._timeout = timeout
        self._statements = Statements(code, clock, new_id)
        self._spool = Keeping(spool, bounds, stream, batching).open_spool(code)
        self._own_client = None
        if client is None:
            client = self._own_client = open_client(url, timeout)
        self._exchange = Exchange(url, RequestSigner(key, key_id or key.key_id))
        self._postbox = Postbox(self._exchange, client, attempts, timeout)
        most = MAX_EVENTS if batching is None else batching.count
        self._sender = Sender(code, InThreads(self._postbox), self._spool, Quiet(), most)
        self._delivering = threading.Lock()
        self._closed = False
        self._background = None
        if batching is not None and self._spool is not None:
            self._background = BackgroundThread(self._sender, self._spool, batching, self._delivering)

    def connected(self) -> Delivery:
        """State that the agency is connected to the Window."""
        return self.send([self._statements.connected()])

    def heartbeat(self, services: Iterable[str] = ()) -> Delivery:
        """Prove it: `services` are the codes of those reachable through the Window now; a full connection names all."""
        return self.send([self._statements.heartbeat(services)])

    def closed(self) -> Delivery:
        """State that the connection has been closed."""
        return self.send([self._statements.closed()])

    def service_digitized(self, service: str, level: Level = "fully_online") -> Delivery:
        """State at which level a service is offered."""
        return self.send([self._statements.service_digitized(service, level)])

    def send(self, events: Iterable[EvidenceEvent]) -> Delivery:
        """Send events in their order, in as few batches as they fit.

        A spool that must keep some of them keeps all of those, or none.

        Raises:
            ValueError: an event is of another agency.
            and the rest as described for the class.
        """
        self._check_open()
        every = self._statements.own(events)
        if self._background is not None and every:
            run(self._sender.keep(every))
            self._background.kept()
            return Delivery.SPOOLED
        with self._delivering:
            return run(self._sender.send(every))

    def flush(self, timeout: float | None = None) -> Delivery:
        """Deliver what the spool holds now, oldest first; SPOOLED when some of it had to stay.

        An event that the connector refuses is set aside (see `rejected`), and the rest goes on.

        Args:
            timeout: seconds in which to keep trying; by default `attempts` tries are made.

        Raises:
            Rejected: the key, this machine's clock or the address must be put right; nothing was given up.
        """
        self._check_open()
        return self._flush(timeout)

    def status(self) -> AgencyStatus:
        """How Mohlat sees the agency now.

        Raises:
            Rejected: the connector refused to say.
            Unreachable: no connector answered, or none that is up to date.
        """
        self._check_open()
        return self._postbox.status()

    def rejected(self) -> list[RejectedEvent]:
        """Events of the spool that a connector refused, with its words; the last 10,000."""
        self._check_open()
        return [] if self._spool is None else self._spool.rejected()

    def forget_rejected(self) -> int:
        """Forget them; returns how many there were."""
        self._check_open()
        return 0 if self._spool is None else self._spool.forget_rejected()

    def spool_state(self) -> SpoolState | None:
        """What the spool holds; None without a spool."""
        self._check_open()
        return None if self._spool is None else self._spool.state()

    @property
    def last_receipt(self) -> Receipt | None:
        """Of the newest batch that a connector took; None before the first."""
        return self._exchange.last_receipt

    @property
    def clock_skew(self) -> timedelta | None:
        """This machine's clock less the connector's, exact to a second or so; None before an answer with a Date."""
        return self._exchange.clock_skew

    @property
    def trouble(self) -> Exception | None:
        """Why the last delivery from the spool did not end; None when it did."""
        return self._sender.trouble

    def close(self) -> None:
        """Stop. With `batching`, what waits is delivered first, as far as that goes within `timeout` seconds.

        Raises:
            Unreachable: events that were kept in memory only are lost.
        """
        with self._delivering:
            if self._closed:
                return
            self._closed = True
        left = 0
        try:
            if self._background is not None:
                self._background.stop()
                self._deliver_last()
        finally:
            with self._delivering:
                if self._own_client is not None:
                    self._own_client.close()
                if self._spool is not None:
                    # Counted as it closes: another thread may have kept an event until then.
                    left = self._spool.close()
        if left:
            raise lost(self.code, left)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _flush(self, timeout: float | None) -> Delivery:
        began = monotonic()
        if not self._delivering.acquire(timeout=-1 if timeout is None else max(timeout, 0.0)):
            return Delivery.SPOOLED
        try:
            return run(self._sender.flush(None if timeout is None else began + timeout - monotonic()))
        finally:
            self._delivering.release()

    def _deliver_last(self) -> None:
        try:
            self._flush(self._timeout)
        except Rejected as answer:
            _log.warning("the spool of %s stays: %s", self.code, answer)

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError(f"the client of {self.code} has been closed")
