"""Time moves on: moves of the simulated clock, promises by the system clock."""

from datetime import datetime

from sqlmodel import select

from services.registry import outbox
from services.registry.clock import RESOLUTION, DomainClock
from services.registry.entries.clock import MoveEntry
from services.registry.events import tick
from services.registry.models import Clock, RelayPlace
from services.registry.problems import SpanReversed
from services.registry.registrar import Registrar, floor, set_floor


async def move(registrar: Registrar, entry: MoveEntry) -> datetime:
    """Move the clock to `to`, never back, with one tick in the outbox; returns where it stands.

    A repeat finds its tick there already and writes nothing.

    Raises:
        SpanReversed: `from` lies after `to`.
    """
    if entry.start > entry.to:
        raise SpanReversed(start=entry.start, until=entry.to)
    async with registrar.locked() as session:
        clock = (await session.exec(select(Clock))).one()
        if clock.instant is not None and entry.to <= clock.instant:
            return clock.instant
        epoch = (await session.exec(select(RelayPlace.epoch))).one()
        ticked = tick(clock.instant or entry.start, entry.to, epoch)
        await outbox.write(session, [outbox.tick_row(ticked, entry.to)])
        await set_floor(session, entry.to)
        return entry.to


async def stand(registrar: Registrar) -> datetime | None:
    """Where the clock stands; None before the first move."""
    async with registrar.reading() as session:
        return await floor(session)


async def promise(registrar: Registrar, clock: DomainClock) -> datetime:
    """The T of a tick by the system clock: every change so far is stamped at most T, every later one after it.

    Raises:
        Busy: a change is under way that takes long; what it will be stamped is not known.
    """
    async with registrar.locked() as session:
        instant = clock.stamp(await floor(session))
        await set_floor(session, instant + RESOLUTION)
        return instant
