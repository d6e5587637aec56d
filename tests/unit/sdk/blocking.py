"""`AsyncAgency` behind the interface of `Agency`, so that one suite says how both behave."""

import asyncio
import threading
from collections.abc import Coroutine, Iterable
from datetime import timedelta
from typing import Any, TypeVar

from mohlat_contracts.codec import EvidenceEvent
from mohlat_sdk import AgencyStatus, AsyncAgency, Delivery, Receipt, RejectedEvent, SpoolState

T = TypeVar("T")
LIMIT = 30.0
"""Seconds for any call."""


class BlockingAgency:
    """Runs an `AsyncAgency` in an event loop of its own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        try:
            self._agency = self._call(self._open(*args, **options))
        except BaseException:
            self._stop()
            raise

    @staticmethod
    async def _open(*args: Any, **options: Any) -> AsyncAgency:
        return await AsyncAgency(*args, **options).__aenter__()

    def connected(self) -> Delivery:
        return self._call(self._agency.connected())

    def heartbeat(self, services: Iterable[str] = ()) -> Delivery:
        return self._call(self._agency.heartbeat(services))

    def closed(self) -> Delivery:
        return self._call(self._agency.closed())

    def service_digitized(self, service: str, *level: Any) -> Delivery:
        return self._call(self._agency.service_digitized(service, *level))

    def send(self, events: Iterable[EvidenceEvent]) -> Delivery:
        return self._call(self._agency.send(events))

    def flush(self, timeout: float | None = None) -> Delivery:
        return self._call(self._agency.flush(timeout))

    def status(self) -> AgencyStatus:
        return self._call(self._agency.status())

    def rejected(self) -> list[RejectedEvent]:
        return self._call(self._agency.rejected())

    def forget_rejected(self) -> int:
        return self._call(self._agency.forget_rejected())

    def spool_state(self) -> SpoolState | None:
        return self._call(self._agency.spool_state())

    @property
    def last_receipt(self) -> Receipt | None:
        return self._agency.last_receipt

    @property
    def clock_skew(self) -> timedelta | None:
        return self._agency.clock_skew

    @property
    def trouble(self) -> Exception | None:
        return self._agency.trouble

    def close(self) -> None:
        if not self._loop.is_closed():
            try:
                self._call(self._agency.close())
            finally:
                self._stop()

    def __enter__(self) -> "BlockingAgency":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LIMIT)

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT)
        self._loop.close()
