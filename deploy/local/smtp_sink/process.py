"""The SMTP sink as a process one can stop, kill and start again."""

import sys
from pathlib import Path

from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, answers, free_port
from deploy.local.daemons.server import Server
from deploy.local.smtp_sink.letters import Letter, messages


class SmtpSink(Server):
    """A sink on a loopback port; its letters stay in `letters_folder` through every restart.

    Args:
        folder: keeps the letters.
        log: the sink's log file; in `folder` when None.
        port: a free one when None.
    """

    name = "the SMTP sink"

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

    def is_ready(self) -> bool:
        """Whether it accepts connections."""
        return answers(self.port)
