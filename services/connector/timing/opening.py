"""Who moves the door's clock, and when the door is open: by the system's clock, or by a player's moves."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import structlog
from mohlat_contracts.clock import TickData

from services.connector.evidence import EvidenceLog
from services.connector.keys import KeyRing
from services.connector.metrics import DOOR_OPEN, LAST_TICK
from services.connector.problems import not_now
from services.connector.timing.door import Door
from services.plumbing.follower import NotCaughtUp
from services.plumbing.health import NotReady
from services.plumbing.publisher import NotPublished

KEYS_LIMIT = timedelta(seconds=60)
"""System clock: how far the registry's time may lie behind ours: it stands still, we do not read it, or our clock is
ahead."""
MOVE_LIMIT = 10.0
"""Seconds a move of the simulated clock may wait for the registry's time."""
SKEW_LIMIT = timedelta(seconds=10)
"""System clock: how far the registry's time may lie ahead of ours; it is never ahead of a clock that is right."""

_log = structlog.get_logger(__name__)
WaitFor = Callable[[Callable[[], bool], float], Awaitable[None]]


class Opening(Protocol):
    """What intake asks before it lets a request in."""

    def check(self) -> datetime:
        """The domain clock, brought up to date.

        Raises:
            Refused: 503, the door is shut.
        """


async def write_ticks(door: Door, log: EvidenceLog, ticks: dict[int, TickData]) -> None:
    """Write ticks; the door knows them once the broker has them all."""
    await log.tick(ticks)
    door.acknowledge(ticks)
    LAST_TICK.set(min(tick.open_to.timestamp() for tick in ticks.values()))


class Hindrance(NamedTuple):
    """Why this replica can let nothing in now; `reason` in a word for programs."""

    reason: str
    detail: str
    retry_after: int = 2


class SystemOpening:
    """Real time.

    A replica is *capable* of taking evidence in while its clock and the registry's time agree, which also means that
    its keys are fresh, and every partition has acknowledged a recent tick of it. Its door is *open* while it is capable
    and agencies can reach it.

    Args:
        reached: whether agencies can reach us as far as is known; see Probe.
    """

    def __init__(
        self, door: Door, keys: KeyRing, now: Callable[[], datetime], reached: Callable[[], bool] = lambda: True
    ) -> None:
        self._door, self._keys, self._now, self._reached = door, keys, now, reached

    def check(self) -> datetime:
        now = self._now()
        if (hindrance := self._disagreement(now) or self._unheard(now)) is not None:
            raise not_now(hindrance.detail, hindrance.reason, hindrance.retry_after)
        return self._door.advance(now)

    async def ready(self) -> None:
        """Not asked of the world outside: whoever is never sent a request could never become ready."""
        now = self._now()
        if (hindrance := self._disagreement(now) or self._unheard(now)) is not None:
            raise NotReady(f"{hindrance.reason}: {hindrance.detail} Registry time is {self._keys.known_through()}.")

    def observe(self) -> bool:
        """Bring the door up to this instant; whether it may tick. Before every tick, and otherwise often.

        While its clock and the registry's time disagree it does not: its word about time is worth nothing then, and
        the others need not wait for it longer than for a dead one.
        """
        now = self._now()
        agrees = self._disagreement(now) is None
        if agrees:
            self._door.advance(now)
        was_open = self._door.open
        self._door.observe(agrees and self._unheard(now) is None and self._reached())
        if self._door.open != was_open:
            _log.info("the door is open" if self._door.open else "the door is shut", at=now.isoformat())
            DOOR_OPEN.set(int(self._door.open))
        return agrees

    def _disagreement(self, now: datetime) -> Hindrance | None:
        known = self._keys.known_through()
        if known is None or now - known > KEYS_LIMIT:
            return Hindrance("keys_stale", "The registry's changes are not known up to now.", 5)
        if known - now > SKEW_LIMIT:
            return Hindrance("clock_skewed", "The connector's clock is behind.", 30)
        return None

    def _unheard(self, now: datetime) -> Hindrance | None:
        if self._door.held(now):
            return None
        if self._door.expelled:
            return Hindrance("expelled", "The connector was silent for too long and begins anew.")
        return Hindrance("door_shut", "The connector is opening.")


class SimulatedOpening:
    """A player's time: shut from the start of the process to its first move.

    The process counts as ready while it waits for that move: the player starts when everything is ready.
    """

    def __init__(self, door: Door, log: EvidenceLog, keys: KeyRing, wait_for: WaitFor) -> None:
        self._door, self._log, self._keys, self._wait_for = door, log, keys, wait_for
        self._moves = asyncio.Lock()
        self._opened = False

    def check(self) -> datetime:
        if not self._opened or self._door.clock is None:
            raise not_now("The clock has not been moved since the start.", "door_shut")
        return self._door.clock

    async def move(self, start: datetime, to: datetime) -> datetime:
        """Time flowed from `start` to `to` while the door was open. Returns the clock, once every tick is in the log.

        Repeating a move is harmless: what is ticked already is not declared again.

        Raises:
            Refused: 503, and the same move is to be sent again.
        """
        async with self._moves:
            try:
                async with asyncio.timeout(MOVE_LIMIT):
                    return await self._move(start, to)
            except (NotPublished, NotCaughtUp, TimeoutError) as error:
                raise not_now(f"The move was not completed: {error}", "move_failed") from error

    async def _move(self, start: datetime, to: datetime) -> datetime:
        await self._wait_for(lambda: self._keys_known(to), MOVE_LIMIT)
        now = self._door.advance(to)
        await self._door.settle(now)
        await write_ticks(self._door, self._log, self._door.ticks_since(start))
        self._opened = True
        return now

    def _keys_known(self, through: datetime) -> bool:
        known = self._keys.known_through()
        return known is not None and known >= through
