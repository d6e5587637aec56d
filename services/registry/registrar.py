"""The one way to change the registry: a transaction under the registry's lock, stamped once."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from mohlat_contracts import Event
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import outbox
from services.registry.clock import DomainClock, Floor
from services.registry.events import Fact, contact_event, event
from services.registry.facts import contact_data
from services.registry.models import Clock, Contact
from services.registry.models.row import Row

# One change at a time, from before it reads the clock until it has committed: so revisions, known_at, the order of the
# outbox and the order of commits agree. A process that hangs while it holds the lock would stop time; the server ends
# its transaction instead.
_LOCK = text(
    "select set_config('lock_timeout', '8s', true), set_config('idle_in_transaction_session_timeout', '15s', true),"
    " pg_advisory_xact_lock(hashtext('mohlat.registry'))"
)


class Change:
    """A change under way. What it says is written to the outbox when it ends, or not at all."""

    def __init__(self, session: AsyncSession, known_at: datetime) -> None:
        self.session = session
        self.known_at = known_at
        self._facts: dict[str, list[Event]] = defaultdict(list)
        self._contacts: dict[str, Event] = {}

    async def insert(self, rows: Sequence[Row]) -> None:
        """Insert rows of one table at once."""
        if rows:
            await self.session.exec(insert(type(rows[0])), params=[row.model_dump() for row in rows])

    def say(self, fact: Fact) -> None:
        """Tell everyone: one record per agency holds all that this change says of it, in this order."""
        self._facts[fact.agency].append(event(fact, self.known_at))

    def tell(self, contact: Contact) -> None:
        """Tell the notifier whom to write to."""
        data = contact_data(contact)
        self._contacts[data.contact] = contact_event(data, contact.revision, self.known_at)

    async def finish(self) -> None:
        rows = [
            *outbox.fact_rows(self._facts, self.known_at),
            *outbox.contact_rows(self._contacts, self.known_at),
        ]
        if rows:
            await outbox.write(self.session, rows)
            await set_floor(self.session, self.known_at)


class Registrar:
    """Opens changes and readings."""

    def __init__(self, engine: AsyncEngine, clock: DomainClock) -> None:
        self._engine = engine
        self._clock = clock

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Change]:
        """One transaction, alone in the registry; an exception undoes all of it.

        Raises:
            ClockNotSet: the simulated clock has never been moved.
        """
        async with self.locked() as session:
            change = Change(session, self._clock.stamp(await floor(session)))
            yield change
            await change.finish()

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[AsyncSession]:
        """One transaction, alone in the registry, that stamps nothing."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            await (await session.connection()).execute(_LOCK)
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One consistent state of the registry."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session


async def floor(session: AsyncSession) -> Floor:
    return (await session.exec(select(Clock.instant))).one()


async def set_floor(session: AsyncSession, instant: datetime) -> None:
    await session.exec(update(Clock).values(instant=instant))
