"""Mohlat's processes on one machine, supervised, against a Kafka, a PostgreSQL and an SMTP server that run already."""

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from deploy.local.daemons.blocking import wait_for
from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, free_port
from deploy.local.daemons.supervisor import Supervisor, how
from deploy.local.processes import PREPARATIONS, Process, processes

MOHLAT = (str(Path(sys.executable).parent / "mohlat"),)
GIVEN_UP_AFTER = 4
"""So many ends by itself in a row, each soon after its start: it will not get better."""


class StackFailed(RuntimeError):
    """A process could not do its work; the end of its log is in the message."""


class Stack:
    """All processes of Mohlat, each with a port and a log of its own; one that ends is started again.

    Process names: issuer, registry, relay, connector, worker (worker-2 …), recorder, scoreboard, notifier. Officials
    sign in at `issuer`, the registry's own for demonstrations and tests: whoever reaches it is whomever they like.

    Args:
        folder: logs (`logs/<process>.log`) and what processes can rebuild (`state/<process>`).
        clock: `simulated` when a player moves the time.
        topic_prefix: isolates this stack from others on the same broker.
        workers: how many auditor workers share the partitions.
        mohlat: how the `mohlat` command is called.
        alongside: what else to watch, and to start again, while this stack runs.
        announce: gets a line for each unexpected end of a process.
    """

    def __init__(
        self,
        folder: Path,
        *,
        bootstrap_servers: str,
        database_url: str,
        smtp_url: str,
        clock: Literal["simulated", "system"] = "system",
        topic_prefix: str = "",
        partitions: int = 6,
        workers: int = 1,
        mohlat: Sequence[str] = MOHLAT,
        alongside: Sequence[Daemon] = (),
        announce: Callable[[str], None] = print,
    ) -> None:
        self.folder = folder
        self.bootstrap_servers, self.database_url, self.smtp_url = bootstrap_servers, database_url, smtp_url
        self.topic_prefix = topic_prefix
        self._mohlat = tuple(mohlat)
        self._alongside = tuple(alongside)
        self._announce = announce
        self._environment = {
            **os.environ,
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "MOHLAT_DATABASE_URL": database_url,
            "MOHLAT_SMTP_URL": smtp_url,
            "MOHLAT_TOPIC_PREFIX": topic_prefix,
            "MOHLAT_PARTITIONS": str(partitions),
            "MOHLAT_CLOCK": clock,
            "MOHLAT_HTTP_HOST": LOOPBACK,
            "PYTHONUNBUFFERED": "1",
        }
        members = list(processes(workers))
        self._ports = {member.name: free_port() for member in members}
        # Nothing here is production, whatever the environment says: it would refuse the local issuer.
        self._environment |= {
            "MOHLAT_ENV": "development",
            "MOHLAT_OIDC_ISSUER": self.url("issuer"),
        }
        self._daemons = {member.name: self._daemon(member, self._ports[member.name]) for member in members}
        self._supervisor: Supervisor | None = None

    def _daemon(self, process: Process, port: int | None = None) -> Daemon:
        state = self.folder / "state" / process.name
        if port is not None:
            state.mkdir(parents=True, exist_ok=True)
        environment = {**self._environment, "MOHLAT_STATE_DIR": str(state)}
        if port is not None:
            environment["MOHLAT_HTTP_PORT"] = str(port)
        if process.name in ("issuer", "registry"):
            environment["MOHLAT_REGISTRY_URL"] = self.url("registry")
        log = self.folder / "logs" / f"{process.name}.log"
        return Daemon(process.name, [*self._mohlat, *process.arguments], log, env=environment)

    @property
    def names(self) -> tuple[str, ...]:
        """Of every process."""
        return tuple(self._daemons)

    def process(self, name: str) -> Daemon:
        """One process, to look at, kill, pause or resume. Killed ones are started again."""
        return self._daemons[name]

    def url(self, name: str) -> str:
        """Where a process serves HTTP."""
        return f"http://{LOOPBACK}:{self._ports[name]}"

    def start(self, limit: float = 120.0) -> Self:
        """Create topics and tables, start every process, and wait until all are ready.

        Raises:
            StackFailed: a preparation failed or a process keeps ending.
            NotReady: not all are ready within `limit` seconds.
        """
        try:
            self._prepare(limit)
            self._supervisor = Supervisor(self._announce)
            for daemon in (*self._alongside, *self._daemons.values()):
                self._supervisor.watch(daemon)
            self.wait_ready(limit=limit)
        except BaseException:
            self.stop()
            raise
        return self

    def _prepare(self, limit: float) -> None:
        steps = [self._daemon(process) for process in PREPARATIONS]
        try:
            for step in steps:
                step.start()
            for step in steps:
                if step.wait(limit) != 0:
                    raise StackFailed(f"{step.name} failed ({how(step.exit_status)}):\n{step.last_words()}")
        finally:
            for step in steps:
                step.kill()

    def wait_ready(self, *names: str, limit: float = 60.0) -> None:
        """Wait until these processes (all when none is named) say they are ready.

        Raises:
            StackFailed: one of them keeps ending.
            NotReady: not within `limit` seconds.
        """
        waiting = list(names or self._daemons)

        def all_ready() -> bool:
            waiting[:] = [name for name in waiting if not self._check(name)]
            return not waiting

        try:
            wait_for(all_ready, limit, "ready")
        except RuntimeError as error:
            raise type(error)(f"{error}\nwaiting for {', '.join(waiting)}; logs: {self.folder / 'logs'}") from None

    def _check(self, name: str) -> bool:
        daemon = self._daemons[name]
        if self._supervisor is not None and self._supervisor.failures(daemon) >= GIVEN_UP_AFTER:
            raise StackFailed(f"{name} keeps ending:\n{daemon.last_words()}")
        return self.is_ready(name)

    def is_ready(self, name: str) -> bool:
        """What the process's /readyz says now; False when it does not answer."""
        connection = HTTPConnection(LOOPBACK, self._ports[name], timeout=3)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def stop_service(self, name: str, grace: float = 15.0) -> None:
        """End one process gracefully and keep it ended."""
        if self._supervisor is not None:
            self._supervisor.leave(self._daemons[name])
        self._daemons[name].stop(grace)

    def start_service(self, name: str, limit: float = 60.0) -> None:
        """Start one process again, watch it, and wait until it is ready."""
        if self._supervisor is None:
            raise StackFailed("the stack does not run")
        self._supervisor.watch(self._daemons[name])
        self.wait_ready(name, limit=limit)

    def stop(self, grace: float = 15.0) -> None:
        """End every process, all at once."""
        if self._supervisor is not None:
            self._supervisor.close()
            self._supervisor = None
        with ThreadPoolExecutor(max_workers=len(self._daemons)) as threads:
            for daemon in self._daemons.values():
                threads.submit(daemon.stop, grace)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
