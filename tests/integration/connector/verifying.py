"""`mohlat connector verify` as its operator runs it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.integration.connector.surroundings import PARTITIONS, Registry


@dataclass
class Said:
    code: int
    records: list[dict[str, Any]]
    summary: dict[str, Any]
    errors: str

    @property
    def bad(self) -> list[tuple[int, int, str]]:
        found = [each for each in self.records if each["verdict"] == "bad"]
        return [(each["partition"], each["offset"], each["reason"].partition(":")[0]) for each in found]


def verify(registry: Registry, *arguments: str) -> Said:
    done = mohlat(registry, "verify", "--json", *arguments)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    summary = lines.pop()["summary"] if lines else {}
    return Said(done.returncode, lines, summary, done.stderr.decode())


def mohlat(registry: Registry, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    environment = {
        **os.environ,
        "KAFKA_BOOTSTRAP_SERVERS": registry.bootstrap_servers,
        "MOHLAT_TOPIC_PREFIX": registry.prefix,
        "MOHLAT_PARTITIONS": str(PARTITIONS),
    }
    command = [str(Path(sys.executable).with_name("mohlat")), "connector", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, check=False, timeout=900)  # noqa: S603
