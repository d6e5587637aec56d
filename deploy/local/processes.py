"""Which processes make up Mohlat, by the `mohlat` command."""

from collections.abc import Iterator
from typing import NamedTuple


class Process(NamedTuple):
    """One long-running process: its name in the stack, and its arguments to `mohlat`."""

    name: str
    arguments: tuple[str, ...]


PREPARATIONS = (
    Process("topics-create", ("topics", "create")),
    Process("registry-migrate", ("registry", "migrate")),
    Process("auditor-migrate", ("auditor", "migrate")),
    Process("notifier-migrate", ("notifier", "migrate")),
)
"""Run to their end, side by side, before anything else starts."""

_FIXED = (
    Process("issuer", ("registry", "issuer")),
    Process("registry", ("registry", "api")),
    Process("relay", ("registry", "relay")),
    Process("connector", ("connector", "serve")),
    Process("recorder", ("auditor", "recorder")),
    Process("scoreboard", ("auditor", "scoreboard")),
    Process("notifier", ("notifier", "run")),
)


def processes(workers: int = 1) -> Iterator[Process]:
    """Every process, with this many auditor workers: `worker`, `worker-2`, …"""
    yield from _FIXED
    for number in range(1, workers + 1):
        yield Process("worker" if number == 1 else f"worker-{number}", ("auditor", "worker"))
