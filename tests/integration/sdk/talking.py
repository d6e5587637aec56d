"""A program that talks until it is killed: `python -m tests.integration.sdk.talking SPOOL URL NAME MODE`.

It says on its output the name of each event once its call has returned.
"""

import asyncio
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mohlat_sdk import Agency, AsyncAgency, Batching, generate_key

AT_ONCE = Batching(count=20, age=0.05)


def options(spool: str, name: str, mode: str) -> dict[str, Any]:
    names: Iterator[int] = itertools.count(1)
    return {
        "spool": Path(spool),
        "new_id": lambda: f"{name}-{next(names):06}",
        "attempts": 1,
        "batching": AT_ONCE if "batching" in mode else None,
    }


def say(name: str, number: int) -> None:
    print(f"{name}-{number:06}", flush=True)


def talk(spool: str, url: str, name: str, mode: str) -> None:
    agency = Agency("sanjesh", generate_key(), url, **options(spool, name, mode))
    for number in itertools.count(1):
        (agency.heartbeat if number % 3 else agency.closed)()
        say(name, number)


async def talk_in_a_loop(spool: str, url: str, name: str, mode: str) -> None:
    agency = AsyncAgency("sanjesh", generate_key(), url, **options(spool, name, mode))
    for number in itertools.count(1):
        await (agency.heartbeat if number % 3 else agency.closed)()
        say(name, number)


if __name__ == "__main__":
    if "async" in sys.argv[4]:
        asyncio.run(talk_in_a_loop(*sys.argv[1:]))
    else:
        talk(*sys.argv[1:])
