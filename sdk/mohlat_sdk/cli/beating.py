"""Heartbeats one after another, for as long as the service runs: through outages, refusals and changes of the key."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any

from mohlat_sdk.cli.desk import Desk
from mohlat_sdk.cli.exits import DISK
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.key_files import load_key
from mohlat_sdk.cli.notify import Notify
from mohlat_sdk.cli.refusals import failure_of

if TYPE_CHECKING:
    from mohlat_sdk import Agency

ATTEMPTS = 2
"""Of one heartbeat: the next comes soon, and a service that is told to stop does so soon."""
PULSE = 20.0
"""Seconds, at most, between two signs of life to systemd's watchdog."""

Services = Callable[[], tuple[str, ...]]


@dataclass
class Beating:
    """One service's heartbeats.

    Args:
        services: names those that are reachable now; asked anew for every heartbeat.
        every: seconds from one to the next.
        stop: set, it ends after the heartbeat under way.
    """

    desk: Desk
    services: Services
    every: float
    stop: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self._notify = Notify(self.desk.world.environ)
        self._named: tuple[str, ...] = self.services()
        self._before = ""

    def run(self) -> None:
        """Until `stop` is set.

        Raises:
            Failed: there is no key, or another process holds the spool.
        """
        due = monotonic()
        while not self.stop.is_set():
            written = self._key_written()
            with self._opened() as agency:
                self._notify.ready()
                while not self.stop.is_set() and self._key_written() == written:
                    self._beat(agency)
                    # The rhythm is kept, but what was missed is not made up for.
                    due = max(due + self.every, monotonic())
                    self._wait_until(due)
        self._notify.stopping()

    @contextmanager
    def _opened(self) -> Iterator[Agency]:
        """With the key as it lies there now: `rotate-key` switches it beneath a running service."""
        with self.desk.agency(attempts=ATTEMPTS, key=load_key(self.desk.key_file)) as opened:
            if not opened.spooling:
                raise Failed(DISK, "spool.in_use", reason=self.desk.spool)
            yield opened.agency

    def _key_written(self) -> tuple[int, int]:
        try:
            found = self.desk.key_file.stat()
        except OSError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns

    def _beat(self, agency: Agency) -> None:
        try:
            outcome, values = agency.heartbeat(self._services_now()).value, {}
        except Exception as error:
            failure = failure_of(error)
            if failure is None:
                raise
            outcome, values = failure.message, failure.values
        state = agency.spool_state()
        self._tell(outcome, values, 0 if state is None else state.depth)

    def _services_now(self) -> tuple[str, ...]:
        """The last good list, when there is none now: a file half-written must not make anybody look disconnected."""
        try:
            self._named = self.services()
        except Failed as failed:
            self.desk.screen.warn(failed.message, **failed.values)
            self.desk.screen.warn("heartbeat.last_list", count=len(self._named))
        return self._named

    def _tell(self, outcome: str, values: dict[str, Any], depth: int) -> None:
        """Every heartbeat to systemd and to programs; to people only what is new."""
        voice, screen = self.desk.voice, self.desk.screen
        name = f"beat.{outcome}" if outcome in ("accepted", "spooled") else outcome
        text = voice(name, **({"services": len(self._named), "depth": depth} | values))
        self._notify.alive()
        self._notify.status(text)
        if self.desk.as_json:
            told = {"at": self.desk.world.now().isoformat(), "outcome": outcome, "spool": depth}
            screen.json(told | {"services": len(self._named), "message": text})
        elif outcome != self._before:
            screen.line(text)
        self._before = outcome

    def _wait_until(self, due: float) -> None:
        while (left := due - monotonic()) > 0 and not self.stop.wait(min(left, PULSE)):
            self._notify.alive()


@contextmanager
def stopped_by_signals(stop: Event) -> Iterator[None]:
    """SIGTERM and Ctrl-C set it, within the block; what is under way is finished."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
