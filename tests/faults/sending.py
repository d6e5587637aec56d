"""`python -m tests.faults.sending FOLDER URL EVENTS`: many agencies in one process, to be killed and started again.

FOLDER holds `keys/<agency>.pem`; spools and the journal are written there. A line of the journal is an event that the
SDK has taken: from then on it must neither be lost nor overtaken.
"""

import asyncio
import os
import random
import resource
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx2
from mohlat_contracts import sources
from mohlat_contracts.codec import EvidenceEvent
from mohlat_contracts.evidence import ConnectionEstablished, ConnectionHeartbeat, HeartbeatData
from mohlat_sdk import AsyncAgency, Batching, SigningKey

GROUP = 5
"""Events handed over at once."""
AT_ONCE = 50
"""Agencies that are at work together."""
PATIENCE = 300.0
"""Seconds that a spool may take to empty, outages included."""


class Journal:
    """Lines `agency number id`. What was written survives the end of the process."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.taken = Counter(line.split()[0] for line in path.read_text().splitlines())

    def write(self, agency: str, events: Iterable[tuple[int, str]]) -> None:
        os.write(self._file, "".join(f"{agency} {number} {name}\n" for number, name in events).encode())


def event(agency: str, number: int, name: str) -> EvidenceEvent:
    """Mostly heartbeats, now and then a statement."""
    envelope = {"id": name, "source": sources.agency(agency), "time": datetime.now(UTC)}
    if number % 10 == 0:
        return ConnectionEstablished(**envelope)
    return ConnectionHeartbeat(**envelope, data=HeartbeatData(services=(f"{agency}-s01",)))


async def deliver(
    folder: Path, url: str, agency: str, events: int, journal: Journal, client: httpx2.AsyncClient
) -> None:
    """Hand over what this agency has not handed over in an earlier life, and see it through."""
    key = SigningKey.load(folder / "keys" / f"{agency}.pem")
    draw = random.Random(f"{agency} {journal.taken[agency]}")  # noqa: S311  (moments, not secrets)
    async with AsyncAgency(
        agency, key, url, spool=folder / "spools" / f"{agency}.db", batching=Batching(count=20, age=0.2), client=client
    ) as sender:
        for first in range(journal.taken[agency], events, GROUP):
            # A number of an earlier life that was taken and not noted is handed over again, as another event.
            named = [(number, f"{number}-{uuid4()}") for number in range(first, min(first + GROUP, events))]
            await sender.send([event(agency, number, name) for number, name in named])
            journal.write(agency, named)
            if draw.random() < 0.3:
                await sender.flush(PATIENCE)
        await sender.flush(PATIENCE)
        state = await sender.spool_state()
        assert state is not None, agency
        assert (state.depth, state.dropped, state.rejected) == (0, 0, 0), agency


async def main(folder: Path, url: str, events: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    (folder / "spools").mkdir(exist_ok=True)
    journal, places = Journal(folder / "journal"), asyncio.Semaphore(AT_ONCE)
    async with httpx2.AsyncClient(timeout=10, limits=httpx2.Limits(max_connections=AT_ONCE)) as client:

        async def one(agency: str) -> None:
            async with places:
                await deliver(folder, url, agency, events, journal, client)

        async with asyncio.TaskGroup() as tasks:
            for path in sorted((folder / "keys").glob("*.pem")):
                tasks.create_task(one(path.stem))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
