"""What waits in the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from prometheus_client import Gauge
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from services.plumbing.health import Check, NotReady
from services.registry.models import OutboxRow
from services.registry.relay.volleys import Waiting

AGE = Gauge("mohlat_registry_outbox_age_seconds", "Age of the oldest row of the outbox that is not published")
STALE_AFTER = 10.0
"""Seconds a row may wait before the relay counts as not ready."""

_Columns = tuple[int, str, str | None, bytes, datetime]
_unpublished = col(OutboxRow.published_at).is_(None)
_oldest = (
    select(
        col(OutboxRow.id),
        col(OutboxRow.topic),
        col(OutboxRow.key),
        col(OutboxRow.value),
        col(OutboxRow.known_at),
    )
    .where(_unpublished)
    .order_by(col(OutboxRow.id))
    .limit(bindparam("at_most"))
)
_age = select(func.extract("epoch", func.now() - func.min(col(OutboxRow.recorded_at)))).where(_unpublished)


async def oldest(connection: AsyncConnection, at_most: int) -> list[Waiting]:
    """The oldest unpublished rows, in the order of their commits."""
    found = await connection.execute(_oldest, {"at_most": at_most})
    return [Waiting(*cast("_Columns", row)) for row in found]


async def mark(connection: AsyncConnection, rows: Sequence[Waiting]) -> None:
    """Remember that the broker has acknowledged these rows, which are consecutive."""
    span = col(OutboxRow.id).between(rows[0].id, rows[-1].id)
    await connection.execute(update(OutboxRow).where(span).where(_unpublished).values(published_at=func.now()))


def backlog_check(engine: AsyncEngine) -> Check:
    async def check() -> None:
        async with engine.connect() as connection:
            age = float(await connection.scalar(_age) or 0.0)
        AGE.set(age)
        if age > STALE_AFTER:
            raise NotReady(f"a row of the outbox has waited for {age:.0f} s")

    return check
