"""The registry as the processes it runs as."""

import os
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import free_port

PARTITIONS = 3


class Processes:
    """`mohlat registry api` and any number of `mohlat registry relay`, on the simulated clock; killed at the end."""

    def __init__(self, folder: Path, bootstrap_servers: str, database_url: str, topic_prefix: str) -> None:
        self._folder = folder
        self._environment = os.environ | {
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "MOHLAT_DATABASE_URL": database_url,
            "MOHLAT_TOPIC_PREFIX": topic_prefix,
            "MOHLAT_PARTITIONS": str(PARTITIONS),
            "MOHLAT_CLOCK": "simulated",
        }
        self._daemons: list[Daemon] = []

    def start(self, command: str) -> tuple[Daemon, str]:
        """The process, and the address of its HTTP side."""
        port, name = free_port(), f"{command}-{len(self._daemons)}"
        mohlat = str(Path(sys.executable).parent / "mohlat")
        environment = self._environment | {"MOHLAT_HTTP_PORT": str(port)}
        daemon = Daemon(name, [mohlat, "registry", command], self._folder / f"{name}.log", env=environment)
        daemon.start()
        self._daemons.append(daemon)
        return daemon, f"http://127.0.0.1:{port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for daemon in self._daemons:
            daemon.kill()


def readiness(address: str) -> int:
    try:
        return httpx2.get(f"{address}/readyz", timeout=5).status_code
    except httpx2.TransportError:
        return 0


def move(address: str, to: datetime) -> httpx2.Response:
    """Move the registry's clock, which needs no login."""
    body = {"from": to.isoformat(), "to": to.isoformat()}
    return httpx2.post(f"{address}/v1/clock", json=body, timeout=20)
