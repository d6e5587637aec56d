"""`python -m bench.connector_throughput [requests]`: signed requests and events a second, beside their ceilings.

In one run, on the same requests: checking signatures alone (by a general library, and as the intake does it), an
endpoint that only reads, a producer that only writes, and the connector. The processor time of the connector's process
says what one core would carry; the wall clock also pays for the broker and for this client, on the same machine.
"""

import asyncio
import logging
import sys
import tempfile
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Sequence
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
from services.connector.intake.canonical import EVIDENCE, Head, digest_of, prove, read_claim
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

    def a_core(self) -> float:
        """Requests a second of processor time."""
        return self.requests / self.cpu

    def line(self, events: int, ceilings: Sequence[float] = ()) -> str:
        wall, cpu = self.requests / self.wall, self.a_core()
        rates = "".join(f"{rate:>13,.0f}" for rate in (wall, wall * events, cpu, cpu * events))
        return f"{self.what:>24} {rates}" + "".join(f"{cpu / ceiling:>13.2f}" for ceiling in ceilings)


def enrolled(senders: Senders) -> dict[str, EnrolledKey]:
    """The public keys, as a connector holds them."""
    return {
        key.key_id: EnrolledKey(
            agency=agency,
            source=sources.agency(agency),
            revision=1,
            public_key=Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(key.public_key + "=")),
            revoked_at=None,
        )
        for agency, key in senders.keys.items()
    }


def checked(what: str, check: Callable[[SignedRequest], object], requests: Sequence[Signed]) -> Rate:
    asked = [
        SignedRequest("POST", each.url, {name.lower(): value for name, value in each.headers.items()}, each.body)
        for each in requests
    ]
    wall, cpu = perf_counter(), process_time()
    for request in asked:
        check(request)
    return Rate(what, len(requests), perf_counter() - wall, process_time() - cpu)


def by_the_library(senders: Senders, requests: Sequence[Signed]) -> Rate:
    """A general implementation of RFC 9421, and the profile on top."""
    verification, now = Verification(enrolled(senders).get), datetime.now(UTC)
    return checked("signatures, by library", lambda request: verification.verify(request, now), requests)


def by_the_intake(senders: Senders, requests: Sequence[Signed]) -> Rate:
    """The one spelling that the intake reads."""
    keys, now = enrolled(senders), datetime.now(UTC)

    def check(request: SignedRequest) -> None:
        claim = read_claim(Head(request.method, request.url, request.headers), EVIDENCE, now)
        if digest_of(request.body) != request.headers["content-digest"]:
            raise AssertionError("the body is another")
        prove(claim, keys[claim.key_id].public_key)

    return checked("signatures, by intake", check, requests)


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
    heads = ("requests/s", "events/s", "/s of CPU", "events/s CPU", "of library", "of intake")
    print(f"{'':>24} " + "".join(f"{head:>13}" for head in heads))
    checks = [by_the_library(senders, requests), by_the_intake(senders, requests)]
    for alone in (*checks, await read(requests), await written(measured, requests)):
        print(alone.line(events))
    taken = await posted("the connector", measured.process, measured.port, requests)
    print(taken.line(events, [check.a_core() for check in checks]))


async def run(count: int) -> None:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it tells of every leader that is still being chosen
    senders = Senders()
    async with a_connector(senders) as measured:
        await compare(measured, senders, count, 1)
        await compare(measured, senders, max(count // 10, WARM_UP), 500)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS))
