"""`python -m bench.registry_fan_out [agencies]`: what an extension for everybody costs.

How long until it is accepted, how long until its duty events are all in Kafka, and whether memory stays flat: the
processes first carry an extension for a tenth of the agencies, then one for all. Whatever else runs on the machine
runs into the figures.
"""

import asyncio
import sys
from dataclasses import dataclass

from bench.registry import MeasuredRegistry, a_registry

AGENCIES = 100_000


@dataclass(frozen=True)
class Measured:
    """Seconds, and MiB at most so far."""

    agencies: int
    accepted: float
    in_kafka: float
    relay: float
    api: float


async def measure(registry: MeasuredRegistry, agencies: int) -> Measured:
    accepted = await registry.extend()
    in_kafka = accepted + await registry.carried()
    return Measured(agencies, accepted, in_kafka, registry.peak("relay"), registry.peak("api"))


async def run(agencies: int) -> None:
    print(f"{'agencies':>9} {'accepted, s':>12} {'in Kafka, s':>12} {'relay, MiB':>11} {'API, MiB':>9}")
    measured: list[Measured] = []
    async with a_registry() as registry:
        await registry.enact()
        registered = 0
        for count in (agencies // 10, agencies):
            await registry.register(registered, count)
            await registry.carried()
            registered = count
            measured.append(found := await measure(registry, count))
            print(f"{count:>9,} {found.accepted:>12.2f} {found.in_kafka:>12.2f} {found.relay:>11.0f} {found.api:>9.0f}")
    few, all_ = measured
    print(
        f"{'ratio':>9} {all_.accepted / few.accepted:>12.1f} {all_.in_kafka / few.in_kafka:>12.1f}"
        f" {all_.relay / few.relay:>11.2f} {all_.api / few.api:>9.2f}"
    )


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else AGENCIES))
