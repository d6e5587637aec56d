"""Answers of writes, kept beside what they wrote. No such answer may hold a person: nothing here is ever erased."""

from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.models.idempotency import KeptAnswer
from services.registry.problems import IdempotencyKeyReused

KEPT_HOURS = 24
"""Of real time: a caller that repeats a request does so soon."""
SWEPT_AT_ONCE = 100
"""Every write that keeps one answer forgets so many old ones: the table shrinks, and no write waits for all of it."""

_FRESH = text(f"recorded_at > now() - interval '{KEPT_HOURS} hours'")
_SWEEP = text(
    "delete from registry.idempotency where (official, key) in (select official, key from registry.idempotency"  # noqa: S608 - no input
    f" where recorded_at <= now() - interval '{KEPT_HOURS} hours' order by recorded_at limit {SWEPT_AT_ONCE})"
)


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Place(NamedTuple):
    """Where an answer is kept, and for which request."""

    official: str
    key: str
    fingerprint: bytes


async def find(session: AsyncSession, place: Place) -> Answer | None:
    """The answer that the same request was given; to be asked under the lock, so that none is being given meanwhile.

    Raises:
        IdempotencyKeyReused: another request was sent under the key.
    """
    statement = select(KeptAnswer).where(
        col(KeptAnswer.official) == place.official, col(KeptAnswer.key) == place.key, _FRESH
    )
    kept = (await session.exec(statement)).one_or_none()
    if kept is None:
        return None
    if kept.fingerprint != place.fingerprint:
        raise IdempotencyKeyReused
    return Answer(kept.status, kept.headers, kept.body)


async def keep(session: AsyncSession, place: Place, answer: Answer) -> None:
    """Keep an answer, in place of one that is too old to count; and forget some that are."""
    await session.exec(_SWEEP)  # type: ignore[call-overload]
    row = {**place._asdict(), **answer._asdict()}
    statement = insert(KeptAnswer).values(row)
    renewed = {name: statement.excluded[name] for name in row if name not in ("official", "key")}
    await session.exec(
        statement.on_conflict_do_update(index_elements=["official", "key"], set_=renewed | {"recorded_at": func.now()})
    )
