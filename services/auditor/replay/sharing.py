"""Sharing the partitions among processes: the processor is what a replay waits for, and no partition needs another."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from services.auditor.replay.log import Log

T = TypeVar("T")
A = TypeVar("A")
Share = Callable[[Log, tuple[int, ...], A], Awaitable[list[T]]]
"""What one process does with its partitions; a function of a module, so that another process finds it."""


def shared(work: "Share[A, T]", log: Log, argument: A, processes: int | None = None) -> list[T]:
    """Do the work on all partitions, in processes that share them; what each of them says, in no order.

    Args:
        processes: at most as many as there are partitions; by default one for each processor. One works right here.
    """
    count = min(processes or os.cpu_count() or 1, log.partitions)
    if count == 1:
        return _work(work, log, log.share(0, 1), argument)
    # Spawned, not forked: nothing of this process's loops, connections and threads is in them.
    with ProcessPoolExecutor(count, get_context("spawn"), _quiet) as pool:
        shares = [pool.submit(_work, work, log, log.share(number, count), argument) for number in range(count)]
        return [each for share in shares for each in share.result()]


def _quiet() -> None:
    """What the client logs while it tries again, the other processes log too; errors come back as errors."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def _work(work: "Share[A, T]", log: Log, partitions: tuple[int, ...], argument: A) -> list[T]:
    async def run() -> list[T]:
        return await work(log, partitions, argument)

    return asyncio.run(run())
