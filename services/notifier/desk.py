"""The work on one partition: what is in memory, and what of it is not yet written down."""

from dataclasses import dataclass, field
from datetime import datetime

from asyncpg import Connection

from services.notifier import ledger
from services.notifier.metrics import TIME, WAITING
from services.notifier.state import progress
from services.notifier.state.docket import Docket
from services.notifier.state.facts import Fact
from services.notifier.state.progress import Offsets


@dataclass(slots=True)
class Desk:
    """One partition under this process's lock.

    Attributes:
        epoch: grows with every process that takes the partition over.
        unwritten: facts read but not yet in PostgreSQL.
        dirty: something changed since the last checkpoint.
        unfinished: the ledger may hold letters to be sent or announced.
        ticked_through: the last tick this process published; None makes it repeat the last one.
        retry_at: monotonic seconds before which no letter is tried again.
        pause: seconds to wait after the next failure.
    """

    docket: Docket
    offsets: Offsets
    epoch: int
    unwritten: list[Fact] = field(default_factory=list)
    dirty: bool = False
    unfinished: bool = True
    ticked_through: datetime | None = None
    retry_at: float = float("-inf")
    pause: float = 0.2

    @property
    def partition(self) -> int:
        return self.docket.partition

    def note(self, fact: Fact) -> None:
        if self.docket.fold(fact):
            self.unwritten.append(fact)

    async def write(self, connection: Connection) -> None:
        """Facts, offsets and progress, within the caller's transaction."""
        await progress.keep_facts(connection, self.partition, self.unwritten)
        await progress.keep_progress(connection, self.docket, self.offsets)

    def written(self) -> None:
        """The transaction was committed."""
        self.unwritten.clear()
        self.dirty = False
        WAITING.labels(partition=self.partition).set(len(self.docket.waiting))
        if self.docket.acted_through is not None:
            TIME.labels(partition=self.partition).set(self.docket.acted_through.timestamp())


async def take_over(connection: Connection, partition: int) -> Desk | None:
    """The desk as the last process left it; None while another process holds its lock."""
    if not await progress.lock(connection, partition):
        return None
    adopted = await progress.adopt(connection, partition)
    for key, at, accepted in await ledger.entries(connection, partition):
        adopted.docket.enter(key, at, accepted)
    return Desk(adopted.docket, adopted.offsets, adopted.epoch)
