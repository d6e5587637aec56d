"""The core's surroundings in threads: every step is done where it is asked for, and background work has a thread."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import ParamSpec, TypeVar

from mohlat_sdk.batches import Content
from mohlat_sdk.delivering import Batching, Pace, Sender, run
from mohlat_sdk.postbox import Postbox
from mohlat_sdk.receipts import Receipt
from mohlat_sdk.spool import Spool

P = ParamSpec("P")
T = TypeVar("T")


class InThreads:
    """Surroundings that have done everything when they return."""

    def __init__(self, postbox: Postbox) -> None:
        self._postbox = postbox
        self._never = threading.Event()

    async def post(self, content: Content, attempts: int | None, within: float | None) -> Receipt:
        return self._postbox.post(content, attempts, within)

    async def on_disk(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return call(*args, **kwargs)

    async def pause(self, seconds: float) -> None:
        self._never.wait(seconds)

    def now(self) -> float:
        return monotonic()


class BackgroundThread:
    """Delivers what a spool holds, by count and age, until it is stopped.

    Args:
        delivering: held during each delivery.
    """

    def __init__(self, sender: Sender, spool: Spool, batching: Batching, delivering: threading.Lock) -> None:
        self._sender, self._spool, self._delivering = sender, spool, delivering
        self._pace = Pace(batching)
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="mohlat-delivery", daemon=True)
        self._thread.start()

    def kept(self) -> None:
        """Something was put into the spool."""
        self._wake.set()

    def stop(self) -> None:
        """Return once the batch under way has been answered."""
        self._stopping = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            wait = self._pace.due_in(monotonic(), self._spool.depth, self._sender.quiet_until)
            if wait == 0:
                self._deliver()
            else:
                self._wake.wait(wait)
                self._wake.clear()

    def _deliver(self) -> None:
        with self._delivering:
            run(self._sender.deliver())
        self._pace.delivered()
