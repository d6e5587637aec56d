"""An agency's administrator at a terminal: the command as a process of its own, with a home of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.waiting import wait_until

MOHLAT_AGENCY = str(Path(sys.executable).parent / "mohlat-agency")
LIMIT = 60.0
"""Seconds for one command."""


class Administrator:
    """Types commands; `home` is where key, configuration and spool lie."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOHLAT_", "LC_", "LANG"))}
        self._environ = kept | {"HOME": str(home), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
        self._environ.pop("XDG_CONFIG_HOME", None)

    @property
    def key(self) -> Path:
        return self.home / ".config" / "mohlat" / "agency.key"

    def types(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run it to its end."""
        command = [MOHLAT_AGENCY, *arguments]
        return subprocess.run(command, env=self._environ, capture_output=True, text=True, timeout=LIMIT)  # noqa: S603

    def well(self, *arguments: str) -> str:
        """The same; it has to end well."""
        ended = self.types(*arguments)
        assert ended.returncode == 0, f"{arguments}: {ended.stdout}{ended.stderr}"
        return ended.stdout

    def told(self, *arguments: str) -> Any:
        """What it tells a program."""
        return json.loads(self.well(*arguments, "--json"))

    def starts(self, output: Path, *arguments: str) -> "subprocess.Popen[bytes]":
        """Leave it running, what it says going to a file."""
        with output.open("wb") as file:
            return subprocess.Popen([MOHLAT_AGENCY, *arguments], env=self._environ, stdout=file, stderr=file)  # noqa: S603

    def killed(self, output: Path, when: Callable[[], bool], *arguments: str) -> None:
        """Kill it (SIGKILL) as soon as `when` holds; it may also have ended by then."""
        running = self.starts(output, *arguments)
        try:
            wait_until(lambda: when() or running.poll() is not None, LIMIT)
        finally:
            running.kill()
            running.wait()
