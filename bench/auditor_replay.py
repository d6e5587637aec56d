"""`python -m bench.auditor_replay [agencies]`: events a second of a replay, beside reading and decoding the same log.

Two logs of a year on a real Kafka, with a tick a day: a heartbeat a week, each a record of its own; and one an hour, a
day of them a record. Whatever else runs on the machine runs into the figures; look at the ratio.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from mohlat_contracts import encode_batch, headers, sources
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData
from mohlat_contracts.topics import EVIDENCE, REGISTRY, Topic

from bench.auditor_world import SERVICES, START, WEEKS, code, law, tick
from deploy.local.kafka import Kafka
from services.auditor.replay.log import Log, Reader
from services.auditor.replay.replaying import replay
from services.auditor.replay.sharing import shared
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.records import read_record
from services.plumbing.topics import create_topics

AGENCIES = 1_000
FEWER = 20
"""So many times fewer agencies have an hourly heartbeat."""
PARTITIONS = 6
Beats = Callable[[str, int], list[datetime]]
"""When an agency had the heartbeats that it sends at the end of a day, the first being day 1."""


def weekly(agency: str, day: int) -> list[datetime]:
    """A seventh of the agencies each day."""
    return [START + timedelta(days=day, hours=-2)] if int(agency[-6:]) % 7 == day % 7 else []


def hourly(_agency: str, day: int) -> list[datetime]:
    return [START + timedelta(days=day, hours=-hour) for hour in range(24, 0, -1)]


def body(agency: str, times: list[datetime]) -> bytes:
    services = tuple(f"{agency}-s{n:02}" for n in range(SERVICES))
    return encode_batch(
        ConnectionHeartbeat(
            id=f"{agency}-{at:%Y%m%d%H}", source=sources.agency(agency), time=at, data=HeartbeatData(services=services)
        )
        for at in times
    )


def said(prefix: str, topic: Topic, agency: str, value: bytes, known_at: datetime) -> Outgoing:
    return Outgoing(prefix + topic.name, value, agency, {headers.KNOWN_AT: known_at.isoformat()})


def ticks(prefix: str, topic: Topic, to: datetime) -> Iterator[Outgoing]:
    source = sources.REGISTRY if topic is REGISTRY else sources.connector("bench")
    event = ClockTicked(id=f"{source}-{to.isoformat()}", source=source, time=to, data=tick(to))
    value = encode_batch([event])
    yield from (Outgoing(prefix + topic.name, value, partition=partition) for partition in range(PARTITIONS))


def registry(prefix: str, agencies: int) -> Iterator[Outgoing]:
    yield from (said(prefix, REGISTRY, code(n), law(code(n)), START) for n in range(agencies))
    for day in range(1, 7 * WEEKS + 1):
        yield from ticks(prefix, REGISTRY, START + timedelta(days=day))


def evidence(prefix: str, agencies: int, beats: Beats) -> Iterator[Outgoing]:
    for day in range(1, 7 * WEEKS + 1):
        at = START + timedelta(days=day)
        for agency in map(code, range(agencies)):
            if times := beats(agency, day):
                yield said(prefix, EVIDENCE, agency, body(agency, times), at - timedelta(minutes=30))
        yield from ticks(prefix, EVIDENCE, at)


async def fill(log: Log, agencies: int, beats: Beats) -> None:
    await create_topics(log.bootstrap_servers, log.prefix, PARTITIONS)
    async with Publisher(log.bootstrap_servers, PARTITIONS, delivery_limit=60, linger_ms=5) as publisher:
        for stream in (registry(log.prefix, agencies), evidence(log.prefix, agencies, beats)):
            chunk: list[Outgoing] = []
            for outgoing in stream:
                chunk.append(outgoing)
                if len(chunk) == 2_000:
                    await publisher.publish(chunk)
                    chunk = []
            await publisher.publish(chunk)


async def decode_share(log: Log, partitions: tuple[int, ...], _: None) -> list[int]:
    """Read and decode, and nothing else: how many events there are."""
    events = 0
    async with Reader(log, partitions, (REGISTRY, EVIDENCE)) as reader:
        for topic in (REGISTRY, EVIDENCE):
            for partition in partitions:
                while records := await reader.read(log.place(topic, partition)):
                    events += sum(len(read_record(record).events) for record in records)
    return [events]


def compare(name: str, log: Log) -> None:
    for processes in (1, 2):
        began = perf_counter()
        events = sum(shared(decode_share, log, None, processes))
        decoded = events / (perf_counter() - began)
        began = perf_counter()
        replayed = replay(log, processes=processes)
        judged = sum(each.events for each in replayed.partitions) / (perf_counter() - began)
        verdicts = sum(each.waiting for each in replayed.partitions)
        print(
            f"{name:>8} {processes:>9} {events:>9} {verdicts:>9} {decoded:>13,.0f} {judged:>12,.0f}"
            f" {judged / decoded:>9.2f}",
            flush=True,
        )


def main() -> None:
    agencies = int(sys.argv[1]) if len(sys.argv) > 1 else AGENCIES
    folder = Path(tempfile.mkdtemp(prefix="mohlat-bench-"))
    broker = Kafka(folder)
    try:
        servers = broker.start().bootstrap_servers
        print(f"{'beats':>8} {'processes':>9} {'events':>9} {'verdicts':>9} {'decoded/s':>13} {'replayed/s':>12} ratio")
        for name, count, beats in (("weekly", agencies, weekly), ("hourly", max(agencies // FEWER, 1), hourly)):
            log = Log(bootstrap_servers=servers, prefix=f"{name}.", partitions=PARTITIONS)
            asyncio.run(fill(log, count, beats))
            compare(name, log)
    finally:
        broker.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
