"""A real PostgreSQL from the pip wheel, on a TCP port of the loopback interface."""

import signal
import subprocess
from pathlib import Path

from deploy.local.daemons.blocking import blocking, succeeds
from deploy.local.daemons.daemon import Daemon, tethered
from deploy.local.daemons.ports import LOOPBACK, answers, free_port
from deploy.local.daemons.server import Server
from deploy.local.postgres import databases
from deploy.local.postgres.account import unprivileged_account
from deploy.local.postgres.home import binaries, claim, data_folder, forget_dead_owner

OWNER = "postgres"


class Postgres(Server):
    """A server with its own data folder.

    Args:
        folder: keeps the data (root may have to keep them elsewhere, see `postgres_home`).
        log: the server's log file; in `folder` when None.
        port: a free one when None.
        fsync: False is quicker and safe against the death of the server, not of the machine: for tests.
    """

    name = "PostgreSQL"

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

    def prepare(self) -> None:
        """An initialised data folder that no dead server still claims."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self._data / "PG_VERSION").exists():
            claim(self._data, self._account)
            self._initialise()
        if not self.daemon.alive:
            forget_dead_owner(self._data)

    def _initialise(self) -> None:
        """Order by code point and the same everywhere: no locale of the machine shows in a result."""
        command = [str(self._binaries / "initdb"), "-D", str(self._data), "-U", OWNER]
        command += ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"]
        command = tethered(command, self._account)
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed: {done.stdout}{done.stderr}")

    def is_ready(self) -> bool:
        """Whether it accepts a connection and answers a query."""
        return answers(self.port) and blocking(succeeds(databases.ask(self.url()), limit=5.0))

    def create_database(self, name: str) -> str:
        """Create an empty database unless it is there; its URL."""
        databases.create(self.url(), name)
        return self.url(name)

    def fresh_database(self) -> str:
        """The URL of a new empty database."""
        return databases.fresh(self.url())
