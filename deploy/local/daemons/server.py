"""A server in a process of its own, that answers on a port when it is ready."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from deploy.local.daemons.blocking import wait_for
from deploy.local.daemons.daemon import Daemon


class Server(ABC):
    """What a broker, a database and a mail sink share: to be started, stopped, and mistreated by tests.

    After `kill()`, `start()` brings the same server back on the same port with the same data.

    Attributes:
        name: as a person calls it.
        daemon: its process.
    """

    name: str
    daemon: Daemon

    def start(self, limit: float = 60.0) -> Self:
        """Start it and wait until it is ready.

        Raises:
            NotReady: it was not within `limit` seconds.
        """
        self.prepare()
        self.daemon.start()
        wait_for(self._ready_or_died, limit, self.name)
        return self

    def prepare(self) -> None:
        """Whatever must be there before the process starts."""
        return

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it does its work now, seen from outside."""

    def _ready_or_died(self) -> bool:
        if not self.daemon.alive:
            raise RuntimeError(f"{self.name} ended at its start:\n{self.daemon.last_words()}")
        return self.is_ready()

    @property
    def pid(self) -> int:
        """Of its process, whose children, if any, are in the same group."""
        return self.daemon.pid

    def kill(self) -> None:
        """SIGKILL."""
        self.daemon.kill()

    def pause(self) -> None:
        """SIGSTOP."""
        self.daemon.pause()

    def resume(self) -> None:
        """SIGCONT."""
        self.daemon.resume()

    def stop(self) -> None:
        """Ask it to end in order; nothing it acknowledged is lost."""
        self.daemon.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
