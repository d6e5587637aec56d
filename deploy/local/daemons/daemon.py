"""One long-running process in a process group of its own, tethered to this one."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.local.paths import ROOT

# The kernel binds "die with the parent" to the parent *thread*. This one lives as long as the interpreter.
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


def tethered(command: Sequence[str], account: str | None = None) -> list[str]:
    """The same command, bound to die with this process, and run as `account` where one is named."""
    launcher = Path(__file__).with_name("tethered.py")
    return [sys.executable, "-I", "-S", str(launcher), str(os.getpid()), account or "-", *command]


class Daemon:
    """A command that runs until told otherwise. Every start appends to the same log file.

    Args:
        log: takes standard output and standard error.
        env: the whole environment of the process; None inherits ours.
        account: the unprivileged account to run as; only root may name one.
        polite: the signal that asks for a graceful end.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        account: str | None = None,
        polite: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.log = log
        self._command = tuple(command)
        self._env = env
        self._account = account
        self._polite = polite
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it unless it runs."""
        if not self.alive:
            self._process = _spawner.submit(self._spawn).result()

    def _spawn(self) -> subprocess.Popen[bytes]:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  (commands are our own)
                tethered(self._command, self._account),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd=ROOT,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether it runs (a paused process does)."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Process id, which is also the id of its group.

        Raises:
            ProcessLookupError: when it was never started.
        """
        if self._process is None:
            raise ProcessLookupError(f"{self.name} was never started")
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """Of the last run: None while it runs, negative for the signal that ended it."""
        return None if self._process is None else self._process.poll()

    def kill(self) -> None:
        """SIGKILL to the whole group; returns when it is dead."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def pause(self) -> None:
        """SIGSTOP to the whole group."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT to the whole group."""
        self._signal(signal.SIGCONT)

    def ask_to_stop(self) -> None:
        """Send the polite signal without waiting."""
        self._signal(self._polite)
        self.resume()

    def stop(self, grace: float = 15.0) -> None:
        """Ask politely, wait `grace` seconds, then kill."""
        self.ask_to_stop()
        if self.wait(grace) is None:
            self.kill()

    def wait(self, limit: float) -> int | None:
        """Wait for its end, at most `limit` seconds; its exit status, None while it still runs."""
        if self._process is None:
            return None
        try:
            return self._process.wait(limit)
        except subprocess.TimeoutExpired:
            return None

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _signal(self, number: signal.Signals) -> None:
        # Not reaped yet while alive, so the id of the group cannot have passed to somebody else.
        if self.alive:
            os.killpg(self.pid, number)
