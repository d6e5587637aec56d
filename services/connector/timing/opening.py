"""Who moves the door's clock, and when the door is open: by the system's clock, or by a player's moves."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from mohlat_contracts.clock import TickData

from services.connector.evidence import EvidenceLog
from services.connector.keys import KeyRing
from services.connector.metrics import LAST_TICK
from services.connector.problems import not_now
from services.connector.timing.door import Door
from services.plumbing.follower import NotCaughtUp
from services.plumbing.health import NotReady
from services.plumbing.publisher import NotPublished

KEYS_LIMIT = timedelta(seconds=60)
"""System clock: how far the registry's time may lie behind before the door shuts."""
MOVE_LIMIT = 10.0
"""Seconds a move of the simulated clock may wait for the registry's time."""
TICK_INTERVAL = 1.0

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


class SystemOpening:
    """Real time: open while ticks are acknowledged and the registry's time is fresh."""

    def __init__(self, door: Door, log: EvidenceLog, keys: KeyRing, now: Callable[[], datetime]) -> None:
        self._door, self._log, self._keys, self._now = door, log, keys, now

    def check(self) -> datetime:
        now = self._now()
        if not self._keys_fresh(now):
            raise not_now("The registry's changes are not known up to now.", "keys_stale", 5)
        if not self._door.held_open(now):
            raise not_now("The connector is opening.", "door_shut", 2)
        return self._door.advance(now)

    async def ready(self) -> None:
        now = self._now()
        if not self._keys_fresh(now):
            raise NotReady(f"registry time is {self._keys.known_through()}")
        if not self._door.held_open(now):
            raise NotReady("no recent tick was acknowledged")

    async def run(self) -> None:
        """Tick every second while the keys are fresh, until cancelled."""
        while True:
            if self._keys_fresh(self._now()):
                self._door.advance(self._now())
                try:
                    await write_ticks(self._door, self._log, self._door.ticks_unless_shut())
                except NotPublished as error:
                    _log.warning("tick not acknowledged", reason=str(error))
            await asyncio.sleep(TICK_INTERVAL)

    def _keys_fresh(self, now: datetime) -> bool:
        known = self._keys.known_through()
        return known is not None and now - known <= KEYS_LIMIT


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
