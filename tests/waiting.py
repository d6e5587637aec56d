"""Waiting for a condition instead of sleeping."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PAUSE = 0.05


def wait_until(condition: Callable[[], T], limit: float = 30.0, what: str = "the condition") -> T:
    """Call until it returns something true, and return that.

    Args:
        limit: seconds.
        what: names it in the failure.

    Raises:
        TimeoutError: it stayed false for `limit` seconds.
    """
    give_up = time.monotonic() + limit
    while not (found := condition()):
        if time.monotonic() > give_up:
            raise TimeoutError(f"{what} did not come true within {limit:g} s, last: {found!r}")
        time.sleep(PAUSE)
    return found


async def eventually(condition: Callable[[], Awaitable[T]], limit: float = 30.0, what: str = "the condition") -> T:
    """The same for a coroutine function; the event loop goes on meanwhile.

    Raises:
        TimeoutError: it stayed false for `limit` seconds.
    """
    give_up = time.monotonic() + limit
    while not (found := await condition()):
        if time.monotonic() > give_up:
            raise TimeoutError(f"{what} did not come true within {limit:g} s, last: {found!r}")
        await asyncio.sleep(PAUSE)
    return found
