"""The one way to change the registry: a transaction under the registry's lock, stamped and numbered once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import outbox, people
from services.registry.clock import RESOLUTION, DomainClock, Floor
from services.registry.events import contact_event
from services.registry.facts import contact_data
from services.registry.identity.official import Official
from services.registry.models.book import ChangeRow, ContactRow
from services.registry.models.outbox import Clock
from services.registry.problems import ClockNotSet
from services.registry.revisions import Book
from services.registry.saying.speech import say

# One change at a time, from before it reads the clock until it has committed: so revisions, known_at, the order of the
# outbox and the order of commits agree. A process that hangs while it holds the lock would stop time; the server ends
# its transaction instead.
_LOCK = text(
    "select set_config('lock_timeout', :patience, true),"
    " set_config('idle_in_transaction_session_timeout', '15s', true),"
    " pg_advisory_xact_lock(hashtext('mohlat.registry'))"
)
_NOT_LOCKED = "55P03"
"""SQLSTATE of a lock that was waited for too long."""
PATIENCE = 8.0
"""Seconds that a change waits for the others of its process, before it waits for those of another."""
QUEUE = 100
"""Changes that may wait at once; who comes to a longer queue is told to come again."""


# What was approved may be about everybody, and preparing it takes longer between two statements.
_PATIENCE = text("select set_config('idle_in_transaction_session_timeout', '90s', true)")


class Busy(TimeoutError):
    """The registry is being changed by others for longer than one may wait. Nothing has been written."""


@dataclass(frozen=True)
class Approval:
    """Who approved a change that takes four eyes, and why."""

    by: Official
    reason: str
    proposal: int


class Change:
    """A change under way. What it wrote and what follows from that is committed when it ends, or not at all.

    Attributes:
        number: of the change in the journal, and the revision of all it writes.
        known_at: the instant from which on it is known.
        four_eyes: two officials stand behind it.
        book: what is in the book, and where to put what is new.
    """

    def __init__(self, session: AsyncSession, known_at: datetime, number: int, *, four_eyes: bool) -> None:
        self.session, self.known_at, self.number, self.four_eyes = session, known_at, number, four_eyes
        self.book = Book(session)
        self._contacts: list[ContactRow] = []

    def put_contact(self, contact: ContactRow) -> None:
        """A new revision of a person or mailbox; one that is erased is blanked in all earlier ones as well."""
        self._contacts.append(contact)

    @property
    def is_empty(self) -> bool:
        """Nothing new so far: such a change leaves no trace."""
        return not self.book.written and not self._contacts

    async def finish(self) -> None:
        """Write the revisions and say what follows from them."""
        await self.book.flush(self.number, self.known_at)
        for contact in self._contacts:
            if contact.erased:
                await people.blank(self.session, contact.id)
                await outbox.blank_contact(self.session, contact.id)
        if self._contacts:
            rows = [row.model_dump() for row in self._contacts]
            await self.session.exec(insert(ContactRow), params=rows)
            await outbox.write(self.session, [self._contact_record(contact) for contact in self._contacts])
        await say(self.book, self.number, self.known_at)

    def _contact_record(self, contact: ContactRow) -> outbox.Record:
        if contact.erased:
            return outbox.tombstone_row(contact.id, self.known_at)
        event = contact_event(contact_data(contact), contact.revision, self.known_at)
        return outbox.contact_rows({contact.id: event}, self.known_at)[0]


class Registrar:
    """Opens changes and readings."""

    def __init__(
        self, engine: AsyncEngine, clock: DomainClock, *, patience: float = PATIENCE, queue: int = QUEUE
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._patience, self._queue = patience, queue
        self._turn = asyncio.Lock()
        self._waiting = 0

    @asynccontextmanager
    async def change(
        self, by: Official, action: str, reason: str, approval: Approval | None = None
    ) -> AsyncIterator[Change]:
        """One transaction, alone in the registry; an exception undoes all of it. One that writes nothing has no number.

        Raises:
            Busy: the registry is being changed by others.
            ClockNotSet: the simulated clock has never been moved.
        """
        async with self.locked() as session, self.change_in(session, by, action, reason, approval) as change:
            yield change

    @asynccontextmanager
    async def change_in(
        self, session: AsyncSession, by: Official, action: str, reason: str, approval: Approval | None = None
    ) -> AsyncIterator[Change]:
        """The same within a transaction that holds the lock already."""
        if approval is not None:
            await (await session.connection()).execute(_PATIENCE)
        change = await self.rehearse(session, four_eyes=approval is not None)
        yield change
        if change.is_empty:
            return
        await session.exec(insert(ChangeRow), params=[_journal(change, by, action, reason, approval)])
        await change.finish()
        await session.exec(update(Clock).values(instant=change.known_at, changes=change.number))

    async def rehearse(self, session: AsyncSession, *, four_eyes: bool) -> Change:
        """A change that is never finished: to see whether something could be done. Nothing it is given is written.

        Raises:
            ClockNotSet: the simulated clock has never been moved.
        """
        clock = (await session.exec(select(Clock))).one()
        return Change(session, self._clock.stamp(clock.instant), clock.changes + 1, four_eyes=four_eyes)

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[AsyncSession]:
        """One transaction, alone in the registry, that stamps nothing.

        Raises:
            Busy: the registry is being changed by others.
        """
        async with (
            self._in_turn(),
            AsyncSession(self._engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            await _lock(session, self._patience)
            yield session

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        """One change of this process at a time gets as far as a connection; those that wait leave them to readers."""
        if self._waiting >= self._queue:
            raise Busy
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError:
            raise Busy from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turn.release()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One consistent state of the registry."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    async def now(self, session: AsyncSession) -> datetime:
        """The domain clock's now, never before anything that is known.

        Raises:
            ClockNotSet: the simulated clock has never been moved.
        """
        return self._clock.stamp(await floor(session))


async def all_known(session: AsyncSession) -> datetime:
    """Whatever is known became known before this instant; by the system clock nothing else ever will.

    Raises:
        ClockNotSet: nothing is known, and no time has passed yet.
    """
    known = await floor(session)
    if known is None:
        raise ClockNotSet
    return known + RESOLUTION


async def floor(session: AsyncSession) -> Floor:
    return (await session.exec(select(Clock.instant))).one()


async def set_floor(session: AsyncSession, instant: datetime) -> None:
    await session.exec(update(Clock).values(instant=instant))


async def _lock(session: AsyncSession, patience: float) -> None:
    try:
        await (await session.connection()).execute(_LOCK, {"patience": f"{patience * 1000:.0f}ms"})
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _NOT_LOCKED:
            raise Busy from error
        raise


def _journal(change: Change, by: Official, action: str, reason: str, approval: Approval | None) -> dict[str, object]:
    return {
        "number": change.number,
        "known_at": change.known_at,
        "action": action,
        "reason": reason,
        "made_by": by.subject,
        "made_by_name": by.name,
        "approved_by": None if approval is None else approval.by.subject,
        "approved_by_name": None if approval is None else approval.by.name,
        "approval_reason": None if approval is None else approval.reason,
        "proposal": None if approval is None else approval.proposal,
    }
