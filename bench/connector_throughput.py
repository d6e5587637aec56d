"""`python -m bench.connector_throughput [requests]`: signed requests and events a second, beside their ceilings.

In one run, on the same requests: checking signatures alone, an endpoint that only reads, a producer that only writes,
and the connector. The processor time of the connector's process says what one core would carry; the wall clock also
pays for the broker and for this client, which run on the same machine.
"""

import asyncio
import logging
import sys
import tempfile
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from mohlat_contracts import sources

from bench.connector import PARTITIONS, Measured, Senders, Signed, a_connector, cpu_seconds, ready
from bench.http_load import answered
from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, free_port
from services.connector.intake.verification import SignedRequest, Verification
from services.connector.keys import EnrolledKey
from services.plumbing.publisher import Outgoing, Publisher

REQUESTS, CONNECTIONS, WARM_UP = 10_000, 32, 500
TOPIC = "mohlat.notices.v1"
"""Where the bare producer writes: nobody reads it here."""


@dataclass(frozen=True)
class Rate:
    """What was done in so many seconds of the wall clock and of one process's processor."""

    what: str
    requests: int
    wall: float
    cpu: float

    def line(self, events: int, ceiling: float | None) -> str:
        wall, cpu = self.requests / self.wall, self.requests / self.cpu
        share = "" if ceiling is None else f"{cpu / ceiling:>9.2f}"
        return f"{self.what:>24} {wall:>9,.0f} {wall * events:>11,.0f} {cpu:>11,.0f} {cpu * events:>13,.0f} {share}"


def checked(senders: Senders, requests: Sequence[Signed]) -> Rate:
    keys = {
        key.key_id: EnrolledKey(
            agency=agency,
            source=sources.agency(agency),
            revision=1,
            public_key=Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(key.public_key + "=")),
            revoked_at=None,
        )
        for agency, key in senders.keys.items()
    }
    verification = Verification(keys.get)
    asked = [
        SignedRequest("POST", each.url, {name.lower(): value for name, value in each.headers.items()}, each.body)
        for each in requests
    ]
    now = datetime.now(UTC)
    wall, cpu = perf_counter(), process_time()
    for request in asked:
        verification.verify(request, now)
    return Rate("signatures alone", len(requests), perf_counter() - wall, process_time() - cpu)


async def read(requests: Sequence[Signed]) -> Rate:
    with tempfile.TemporaryDirectory(prefix="mohlat-bench-") as folder:
        port = free_port()
        command = [sys.executable, "-m", "bench.bare_endpoint", str(port)]
        process = Daemon("bare", command, Path(folder) / "bare.log")
        process.start()
        try:
            await ready(port)
            return await posted("an endpoint that reads", process, port, requests)
        finally:
            process.kill()


async def written(measured: Measured, requests: Sequence[Signed]) -> Rate:
    async with Publisher(measured.bootstrap_servers, PARTITIONS) as publisher:
        waiting = iter(enumerate(requests))

        async def write() -> None:
            for number, each in waiting:
                await publisher.publish([Outgoing(TOPIC, each.body, f"agency-{number % 100:03}", each.headers)])

        wall, cpu = perf_counter(), process_time()
        await asyncio.gather(*(write() for _ in range(CONNECTIONS)))
        return Rate("a producer that writes", len(requests), perf_counter() - wall, process_time() - cpu)


async def posted(what: str, process: Daemon, port: int, requests: Sequence[Signed]) -> Rate:
    wires = [each.wire() for each in requests]
    await answered(LOOPBACK, port, wires[:WARM_UP], CONNECTIONS)
    cpu = cpu_seconds(process)
    wall, statuses = await answered(LOOPBACK, port, wires[WARM_UP:], CONNECTIONS)
    assert statuses == Counter({202: len(wires) - WARM_UP}), statuses  # noqa: S101 - a refused request is quick, and counts for nothing
    return Rate(what, len(wires) - WARM_UP, wall, cpu_seconds(process) - cpu)


async def compare(measured: Measured, senders: Senders, count: int, events: int) -> None:
    requests = list(senders.requests(measured.url, count + WARM_UP, events))
    print(f"\n{count:,} requests of {events} events, {len(requests[0].body):,} bytes each")
    print(f"{'':>24} {'requests/s':>9} {'events/s':>11} {'/s of CPU':>11} {'events/s CPU':>13} {'of signatures':>9}")
    signatures = checked(senders, requests)
    ceiling = signatures.requests / signatures.cpu
    print(signatures.line(events, None))
    print((await read(requests)).line(events, None))
    print((await written(measured, requests)).line(events, None))
    print((await posted("the connector", measured.process, measured.port, requests)).line(events, ceiling))


async def run(count: int) -> None:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it tells of every leader that is still being chosen
    senders = Senders()
    async with a_connector(senders) as measured:
        await compare(measured, senders, count, 1)
        await compare(measured, senders, max(count // 10, WARM_UP), 500)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS))
