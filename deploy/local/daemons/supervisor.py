"""Starting again what ends without having been told to."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from deploy.local.daemons.daemon import Daemon

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds."""
STEADY_AFTER = 10.0
"""Seconds of life after which an end counts as the first again."""
GLANCE = 0.05
"""Seconds between two looks."""


@dataclass
class _Watched:
    daemon: Daemon
    started: float
    pause: float = 0.0
    ended: float | None = None
    failures: int = 0


class Supervisor:
    """Watches daemons from a thread of its own; a daemon that ends is started again.

    The pause before that grows as long as it ends by itself soon after its start.

    Args:
        announce: gets one line for every unexpected end.
    """

    def __init__(self, announce: Callable[[str], None]) -> None:
        self._announce = announce
        self._watched: dict[str, _Watched] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self._thread.start()

    def watch(self, daemon: Daemon) -> None:
        """Start a daemon and keep it running from now on."""
        with self._lock:
            daemon.start()
            self._watched[daemon.name] = _Watched(daemon, started=time.monotonic())

    def leave(self, daemon: Daemon) -> None:
        """Let a daemon end; from now on nobody starts it again."""
        with self._lock:
            self._watched.pop(daemon.name, None)

    def failures(self, daemon: Daemon) -> int:
        """How often in a row it has ended by itself, soon after its start; ends by a signal are not its fault."""
        watched = self._watched.get(daemon.name)
        return watched.failures if watched else 0

    def close(self) -> None:
        """Leave them all."""
        self._closed.set()
        self._thread.join()
        self._watched.clear()

    def _run(self) -> None:
        while not self._closed.wait(GLANCE):
            with self._lock:
                for watched in self._watched.values():
                    self._look_after(watched)

    def _look_after(self, watched: _Watched) -> None:
        now = time.monotonic()
        if watched.daemon.alive:
            return
        if watched.ended is None:
            self._note_the_end(watched, now)
        elif now >= watched.ended + watched.pause:
            watched.ended, watched.started = None, now
            watched.daemon.start()

    def _note_the_end(self, watched: _Watched, now: float) -> None:
        daemon = watched.daemon
        killed = (daemon.exit_status or 0) < 0
        watched.ended = now
        watched.failures = 0 if killed or now - watched.started > STEADY_AFTER else watched.failures + 1
        watched.pause = min(SHORTEST_PAUSE * 2**watched.failures, LONGEST_PAUSE)
        self._announce(
            f"{daemon.name} ended ({how(daemon.exit_status)}), starting it again in {watched.pause:g} s: {daemon.log}"
        )


def how(status: int | None) -> str:
    """An exit status in words."""
    if status is None:
        return "running"
    return f"signal {-status}" if status < 0 else f"exit status {status}"
