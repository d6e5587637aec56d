"""The SMTP sink as a process one can stop, kill and start again."""

import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.daemons.blocking import wait_for
from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, answers, free_port
from deploy.local.smtp_sink.letters import Letter, messages


class SmtpSink:
    """A sink on a loopback port; its letters stay in `letters_folder` through every restart.

    Args:
        folder: keeps the letters.
        log: the sink's log file; in `folder` when None.
        port: a free one when None.
    """

    def __init__(self, folder: Path, log: Path | None = None, port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"smtp://{LOOPBACK}:{self.port}"
        self.letters_folder = folder / "letters"
        module = [sys.executable, "-m", "deploy.local.smtp_sink"]
        command = [*module, "--port", str(self.port), "--folder", str(self.letters_folder)]
        self.daemon = Daemon("smtp", command, log or folder / "smtp.log")

    def messages(self) -> list[Letter]:
        """Every letter accepted so far, in the order of acceptance."""
        return messages(self.letters_folder)

    def start(self, limit: float = 20.0) -> Self:
        """Start it and wait until it accepts connections.

        Raises:
            NotReady: it did not within `limit` seconds.
        """
        self.daemon.start()
        wait_for(self._answers_or_died, limit, "the SMTP sink")
        return self

    def _answers_or_died(self) -> bool:
        if not self.daemon.alive:
            raise RuntimeError(f"the SMTP sink ended at its start:\n{self.daemon.last_words()}")
        return answers(self.port)

    @property
    def pid(self) -> int:
        """Of its process."""
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
        """SIGTERM."""
        self.daemon.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
