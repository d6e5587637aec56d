"""The agency's side of the wire, for an event loop."""

import asyncio
import logging
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

from mohlat_sdk.answers import open_async_client
from mohlat_sdk.delivering import Batching, Delivery, Quiet, Sender
from mohlat_sdk.errors import Rejected
from mohlat_sdk.exchange import Exchange
from mohlat_sdk.keys import SigningKey
from mohlat_sdk.outfit import Keeping, lost
from mohlat_sdk.postbox import AsyncPostbox
from mohlat_sdk.receipts import Receipt
from mohlat_sdk.signing import RequestSigner
from mohlat_sdk.spool import Bounds, RejectedEvent, SpoolState
from mohlat_sdk.standing import AgencyStatus
from mohlat_sdk.statements import Statements
from mohlat_sdk.tasks import BackgroundTask, InLoop

_log = logging.getLogger(__name__)


class AsyncAgency:
    """As `Agency`, for one event loop: the same names, arguments, results and errors.

    Tasks may share it; calls that are made one after the other keep their order. A call that is cancelled may or may
    not have sent its events, or kept them. With `batching` a task delivers; it begins with the first call, or with
    `async with`.

    Args:
        client: an `httpx2.AsyncClient` to share between agencies; it is not closed by `close`.
        and the rest as for `Agency`. The spool file is opened here, which waits for the disk once.
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
        client: httpx2.AsyncClient | None = None,
        new_id: Callable[[], str] | None = None,
    ) -> None:
        self.code = code
        self._timeout = timeout
        self._statements = Statements(code, clock, new_id)
        self._spool = Keeping(spool, bounds, stream, batching).open_spool(code)
        self._own_client = None
        if client is None:
            client = self._own_client = open_async_client(url, timeout)
        self._exchange = Exchange(url, RequestSigner(key, key_id or key.key_id))
        self._postbox = AsyncPostbox(self._exchange, client, attempts, timeout)
        most = MAX_EVENTS if batching is None else batching.count
        self._sender = Sender(code, InLoop(self._postbox, on_file=spool is not None), self._spool, Quiet(), most)
        self._delivering = asyncio.Lock()
        self._closed = False
        self._batching = batching
        self._background: BackgroundTask | None = None

    async def connected(self) -> Delivery:
        """State that the agency is connected to the Window."""
        return await self.send([self._statements.connected()])

    async def heartbeat(self, services: Iterable[str] = ()) -> Delivery:
        """Prove it: `services` are the codes of those reachable through the Window now; a full connection names all."""
        return await self.send([self._statements.heartbeat(services)])

    async def closed(self) -> Delivery:
        """State that the connection has been closed."""
        return await self.send([self._statements.closed()])

    async def service_digitized(self, service: str, level: Level = "fully_online") -> Delivery:
        """State at which level a service is offered."""
        return await self.send([self._statements.service_digitized(service, level)])

    async def send(self, events: Iterable[EvidenceEvent]) -> Delivery:
        """Send events in their order, in as few batches as they fit.

        A spool that must keep some of them keeps all of those, or none.

        Raises:
            ValueError: an event is of another agency.
            and the rest as described for the class.
        """
        self._check_open()
        every = self._statements.own(events)
        background = self._begin()
        if background is not None and every:
            try:
                await self._sender.keep(every)
            finally:
                # A cancelled call may have kept them all the same.
                background.kept()
            return Delivery.SPOOLED
        async with self._delivering:
            return await self._sender.send(every)

    async def flush(self, timeout: float | None = None) -> Delivery:  # noqa: ASYNC109 (as `Agency`)
        """Deliver what the spool holds now, oldest first; SPOOLED when some of it had to stay.

        An event that the connector refuses is set aside (see `rejected`), and the rest goes on.

        Args:
            timeout: seconds in which to keep trying; by default `attempts` tries are made.

        Raises:
            Rejected: the key, this machine's clock or the address must be put right; nothing was given up.
        """
        self._check_open()
        self._begin()
        return await self._flush(timeout)

    async def status(self) -> AgencyStatus:
        """How Mohlat sees the agency now.

        Raises:
            Rejected: the connector refused to say.
            Unreachable: no connector answered, or none that is up to date.
        """
        self._check_open()
        return await self._postbox.status()

    async def rejected(self) -> list[RejectedEvent]:
        """Events of the spool that a connector refused, with its words; the last 10,000."""
        self._check_open()
        return [] if self._spool is None else await asyncio.to_thread(self._spool.rejected)

    async def forget_rejected(self) -> int:
        """Forget them; returns how many there were."""
        self._check_open()
        return 0 if self._spool is None else await asyncio.to_thread(self._spool.forget_rejected)

    async def spool_state(self) -> SpoolState | None:
        """What the spool holds; None without a spool."""
        self._check_open()
        return None if self._spool is None else await asyncio.to_thread(self._spool.state)

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

    async def close(self) -> None:
        """Stop. With `batching`, what waits is delivered first, as far as that goes within `timeout` seconds.

        Raises:
            Unreachable: events that were kept in memory only are lost.
        """
        if self._closed:
            return
        self._closed = True
        try:
            if self._background is not None:
                await self._background.stop()
            if self._batching is not None:
                await self._deliver_last()
        finally:
            left = await self._release()
        if left:
            raise lost(self.code, left)

    async def __aenter__(self) -> Self:
        self._begin()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _begin(self) -> BackgroundTask | None:
        """The background task, where there is to be one; it needs a running loop."""
        if self._background is None and self._batching is not None and self._spool is not None:
            self._background = BackgroundTask(self._sender, self._spool, self._batching, self._delivering)
        return self._background

    async def _flush(self, seconds: float | None) -> Delivery:
        began = monotonic()
        try:
            async with asyncio.timeout(seconds):
                await self._delivering.acquire()
        except TimeoutError:
            return Delivery.SPOOLED
        try:
            return await self._sender.flush(None if seconds is None else began + seconds - monotonic())
        finally:
            self._delivering.release()

    async def _deliver_last(self) -> None:
        try:
            await self._flush(self._timeout)
        except Rejected as answer:
            _log.warning("the spool of %s stays: %s", self.code, answer)

    async def _release(self) -> int:
        """How many events of a spool in memory no connector took."""
        async with self._delivering:
            if self._own_client is not None:
                await self._own_client.aclose()
            # Not in another thread: that could not be begun while the loop is being shut down.
            return 0 if self._spool is None else self._spool.close()

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError(f"the client of {self.code} has been closed")
