"""A real PostgreSQL from the pip wheel, on a TCP port of the loopback interface."""

import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.daemons.blocking import blocking, succeeds, wait_for
from deploy.local.daemons.daemon import Daemon, tethered
from deploy.local.daemons.ports import LOOPBACK, answers, free_port
from deploy.local.postgres import databases
from deploy.local.postgres.account import unprivileged_account
from deploy.local.postgres.home import binaries, claim, data_folder, forget_dead_owner

OWNER = "postgres"


class Postgres:
    """A server with its own data folder. After `kill()`, `start()` recovers the same data on the same port.

    Args:
        folder: keeps the data (root may have to keep them elsewhere, see `postgres_home`).
        log: the server's log file; in `folder` when None.
        port: a free one when None.
        fsync: False is quicker and safe against the death of the server, not of the machine: for tests.
    """

    def __init__(self, folder: Path, log: Path | None = None, port: int | None = None, *, fsync: bool = True) -> None:
        self.folder = folder
        self.port = port or free_port()
        self._account = unprivileged_account()
        self._data = data_folder(folder, self._account)
        self._binaries = binaries(self._account)
        options = [] if fsync else ["-c", "fsync=off", "-c", "full_page_writes=off"]
        command = [str(self._binaries / "postgres"), "-D", str(self._data), *options]
        command += ["-h", LOOPBACK, "-p", str(self.port), "-k", "", "-c", "max_connections=300"]
        # SIGINT is the fast shutdown; SIGTERM would wait for every client to leave.
        log = log or folder / "postgres.log"
        self.daemon = Daemon("postgres", command, log, account=self._account, polite=signal.SIGINT)

    def url(self, database: str = "postgres") -> str:
        """Connection URL of one database."""
        return f"postgresql://{OWNER}@{LOOPBACK}:{self.port}/{database}"

    def start(self, limit: float = 60.0) -> Self:
        """Initialise the data folder where needed, start, and wait until a connection is accepted.

        Raises:
            NotReady: none was within `limit` seconds.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self._data / "PG_VERSION").exists():
            claim(self._data, self._account)
            self._initialise()
        if not self.daemon.alive:
            forget_dead_owner(self._data)
        self.daemon.start()
        wait_for(self._answers_or_died, limit, "PostgreSQL")
        return self

    def _initialise(self) -> None:
        """Order by code point and the same everywhere: no locale of the machine shows in a result."""
        command = [str(self._binaries / "initdb"), "-D", str(self._data), "-U", OWNER]
        command += ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"]
        command = tethered(command, self._account)
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed: {done.stdout}{done.stderr}")

    def _answers_or_died(self) -> bool:
        if not self.daemon.alive:
            raise RuntimeError(f"PostgreSQL ended at its start:\n{self.daemon.last_words()}")
        return answers(self.port) and self.is_ready()

    def is_ready(self) -> bool:
        """Whether it accepts a connection and answers a query."""
        return blocking(succeeds(databases.ask(self.url()), limit=5.0))

    def create_database(self, name: str) -> str:
        """Create an empty database unless it is there; its URL."""
        databases.create(self.url(), name)
        return self.url(name)

    def fresh_database(self) -> str:
        """The URL of a new empty database."""
        return databases.fresh(self.url())

    @property
    def pid(self) -> int:
        """Of the postmaster."""
        return self.daemon.pid

    def kill(self) -> None:
        """SIGKILL to the postmaster and its children."""
        self.daemon.kill()

    def pause(self) -> None:
        """SIGSTOP."""
        self.daemon.pause()

    def resume(self) -> None:
        """SIGCONT."""
        self.daemon.resume()

    def stop(self) -> None:
        """Fast shutdown: clients are cut off, nothing committed is lost."""
        self.daemon.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
