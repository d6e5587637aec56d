"""What waits in the outbox: for how long, how much, and whether it gets on."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from prometheus_client import Gauge
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.plumbing.health import Check, NotReady

AGE = Gauge("mohlat_registry_outbox_age_seconds", "Age of the oldest row of the outbox that was never published")
DEPTH = Gauge("mohlat_registry_outbox_depth", "Rows of the outbox that wait, repeats included; counted up to 10,000")
STALE_AFTER = 10.0
"""Seconds that rows may wait with none of them getting on before the relay counts as not ready."""

_STANDING = text(
    """
    select relay.round, relay.published_through,
        (select count(*) from (
            select from registry.outbox where id > relay.published_through limit 10000
        ) as waiting),
        (select coalesce(extract(epoch from now() - outbox.recorded_at), 0)::float from registry.outbox
         where id > greatest(relay.published_through, relay.repeats_through) order by id limit 1)
    from registry.relay
    """
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the outbox is carried, in which round, how many rows wait, and the seconds the oldest new one has."""

    round: int
    published_through: int
    depth: int
    age: float | None


class Progress:
    """Notices when rows wait and nothing moves.

    A row's age alone would not tell: the last of a hundred thousand waits long while the relay does all it can, and
    what is repeated is old by nature.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._moved_at = now()
        self._place: tuple[int, int] | None = None

    def stuck_for(self, found: Standing) -> float:
        """Seconds since something moved, or nothing waited."""
        place = found.round, found.published_through
        if not found.depth or place != self._place:
            self._moved_at, self._place = self._now(), place
        return self._now() - self._moved_at


async def standing(engine: AsyncEngine) -> Standing:
    async with engine.connect() as connection:
        return Standing(*(await connection.execute(_STANDING)).one())


def backlog_check(engine: AsyncEngine) -> Check:
    """Fails while rows wait and none gets on; a relay that waits for its turn sees the other's progress."""
    progress = Progress()

    async def check() -> None:
        found = await standing(engine)
        AGE.set(found.age or 0.0)
        DEPTH.set(found.depth)
        stuck = progress.stuck_for(found)
        if stuck > STALE_AFTER:
            raise NotReady(f"the outbox has not got on for {stuck:.0f} s")

    return check
