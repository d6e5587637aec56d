"""A worker, a recorder or a scoreboard as the process it is."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

import httpx2

from tests.integration.scoreboard.history import PARTITIONS
from tests.waiting import wait_until


class AuditorProcess:
    """`mohlat auditor <command>`; after `kill` it may be started again."""

    def __init__(self, command: str, bootstrap_servers: str, prefix: str, database_url: str, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._command, self._log = command, log
        self._environment = {
            **os.environ,
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "MOHLAT_DATABASE_URL": database_url,
            "MOHLAT_TOPIC_PREFIX": prefix,
            "MOHLAT_PARTITIONS": str(PARTITIONS),
            "MOHLAT_CLOCK": "simulated",
            "MOHLAT_HTTP_PORT": str(port),
            "MOHLAT_STATE_DIR": str(log.parent / "state"),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        command = [str(Path(sys.executable).with_name("mohlat")), "auditor", self._command]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environment, stderr=log)  # noqa: S603
        return self

    def is_ready(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx2.TransportError:
            assert self._process is not None
            assert self._process.poll() is None, self._log.read_text()[-3000:]
            return False

    def wait_until_ready(self) -> None:
        wait_until(self.is_ready, 40, f"the {self._command}'s readiness")

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(number)
        code = self._process.wait(timeout=30)
        self._process = None
        return code
