"""The life of a process: start, run until a signal or a failure, stop in order."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

import uvloop

from services.plumbing import logs


def run(service: str, main: Callable[[], Awaitable[None]], log_level: str = "INFO") -> None:
    """Run `main` until it ends, fails, or SIGTERM or SIGINT cancels it.

    A failure ends the process with a traceback and a non-zero code; whoever supervises it starts it again.
    """
    logs.configure(service, log_level)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_signalled(main))


async def _until_signalled(main: Callable[[], Awaitable[None]]) -> None:
    task = asyncio.ensure_future(main())
    signalled = False

    def stop() -> None:
        nonlocal signalled
        signalled = True
        task.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not signalled:
            raise
