"""Calling asynchronous clients from plain code, also below a running event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def blocking(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end on an event loop of its own, in a thread of its own."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


class NotReady(RuntimeError):
    """What was waited for did not come within its limit."""


def wait_for(condition: Callable[[], bool], limit: float, what: str, pause: float = 0.05) -> None:
    """Wait until the condition holds.

    Args:
        limit: seconds.
        what: names the thing waited for in the error.

    Raises:
        NotReady: after `limit` seconds.
    """
    give_up = time.monotonic() + limit
    while not condition():
        if time.monotonic() > give_up:
            raise NotReady(f"{what}: not within {limit:g} s")
        time.sleep(pause)


async def succeeds(attempt: Awaitable[object], limit: float) -> bool:
    """Whether the attempt ends without an error within `limit` seconds."""
    try:
        await asyncio.wait_for(attempt, limit)
    except Exception:  # any failure means "not yet"; the caller has a limit of its own
        return False
    return True
