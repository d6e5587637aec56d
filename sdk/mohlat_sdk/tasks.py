"""The core's surroundings in an event loop: the loop goes on during every step, and background work has a task."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import ParamSpec, TypeVar

from mohlat_sdk.batches import Content
from mohlat_sdk.delivering import Batching, Pace, Sender
from mohlat_sdk.postbox import AsyncPostbox
from mohlat_sdk.receipts import Receipt
from mohlat_sdk.spool import Spool

P = ParamSpec("P")
T = TypeVar("T")


class InLoop:
    """Surroundings of a task.

    Args:
        on_file: the spool is a file, and its calls may wait for a disk.
    """

    def __init__(self, postbox: AsyncPostbox, on_file: bool) -> None:
        self._postbox, self._on_file = postbox, on_file

    async def post(self, content: Content, attempts: int | None, within: float | None) -> Receipt:
        return await self._postbox.post(content, attempts, within)

    async def on_disk(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if not self._on_file:
            return call(*args, **kwargs)
        return await asyncio.to_thread(call, *args, **kwargs)

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def now(self) -> float:
        return monotonic()


class BackgroundTask:
    """Delivers what a spool holds, by count and age, until it is stopped. Made within the loop that it runs in.

    Args:
        delivering: held during each delivery.
    """

    def __init__(self, sender: Sender, spool: Spool, batching: Batching, delivering: asyncio.Lock) -> None:
        self._sender, self._spool, self._delivering = sender, spool, delivering
        self._pace = Pace(batching)
        self._wake = asyncio.Event()
        self._stopping = False
        self._task = asyncio.create_task(self._run(), name="mohlat-delivery")

    def kept(self) -> None:
        """Something was put into the spool."""
        self._wake.set()

    async def stop(self) -> None:
        """Return once the batch under way has been answered."""
        self._stopping = True
        self._wake.set()
        await self._task

    async def _run(self) -> None:
        while not self._stopping:
            wait = self._pace.due_in(monotonic(), self._spool.depth, self._sender.quiet_until)
            if wait == 0:
                await self._deliver()
            else:
                await self._wait(wait)

    async def _wait(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()

    async def _deliver(self) -> None:
        async with self._delivering:
            await self._sender.deliver()
        self._pace.delivered()
