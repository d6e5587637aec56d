"""`python -m bench.registry_load [agencies]`: how quickly the API answers while the relay carries an extension.

The same callers ask the same questions: alone, with the relay at rest, and while an extension for everybody is being
accepted and carried. The ratio says what the one costs the other; whatever else runs on the machine runs into both.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from statistics import quantiles
from time import perf_counter

from bench.registry import MeasuredRegistry, a_registry

AGENCIES, CALLERS = 100_000, 4
ALONE = 5.0
"""Seconds that the API is asked with the relay at rest."""


async def asked_until(registry: MeasuredRegistry, agencies: int, over: Callable[[], bool]) -> list[float]:
    """Milliseconds of each answer; agencies are asked for in turn, without a pause."""
    number, took = 0, []
    while not over():
        number = (number + 7919) % agencies
        began = perf_counter()
        await registry.read(f"/v1/agencies/agency-{number:06}")
        took.append((perf_counter() - began) * 1000)
    return took


async def answers_during(registry: MeasuredRegistry, agencies: int, work: Awaitable[None]) -> list[float]:
    """Milliseconds of every caller's answers while something else goes on."""
    going_on = asyncio.ensure_future(work)
    callers = [asyncio.create_task(asked_until(registry, agencies, going_on.done)) for _ in range(CALLERS)]
    await going_on
    return [took for caller in callers for took in await caller]


async def fan_out(registry: MeasuredRegistry) -> None:
    await registry.extend()
    await registry.carried()


def report(what: str, took: list[float]) -> list[float]:
    cuts = quantiles(took, n=100)
    chosen = [cuts[49], cuts[94], cuts[98]]
    print(f"{what:>12} {len(took):>8,} " + " ".join(f"{each:>8.1f}" for each in chosen))
    return chosen


async def run(agencies: int) -> None:
    async with a_registry() as registry:
        await registry.enact()
        await registry.register(0, agencies)
        await registry.carried()
        print(f"{'':>12} {'answers':>8} {'p50, ms':>8} {'p95, ms':>8} {'p99, ms':>8}")
        alone = report("alone", await answers_during(registry, agencies, asyncio.sleep(ALONE)))
        beside = report("beside", await answers_during(registry, agencies, fan_out(registry)))
    print(f"{'ratio':>12} {'':>8} " + " ".join(f"{b / a:>8.1f}" for a, b in zip(alone, beside, strict=True)))


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else AGENCIES))
