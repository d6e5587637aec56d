"""Long work on the event loop is done in steps, so that everybody else is served between them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")
STEP = 500
"""Items done at once: some ten milliseconds."""


async def in_steps(items: Iterable[T]) -> AsyncIterator[T]:
    """The items, with a pause for others after every few hundred."""
    for number, item in enumerate(items, 1):
        yield item
        if number % STEP == 0:
            await asyncio.sleep(0)
