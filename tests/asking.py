"""Asking a stack for figures by the `mohlat auditor` command, as an overseer does."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.stacks import TestedStack

LIMIT = 60
"""Seconds for an answer."""


def ask_auditor(stack: TestedStack, *arguments: str) -> dict[str, Any]:
    """What `mohlat auditor … --json` prints.

    Raises:
        AssertionError: it did not end well.
    """
    command = [str(Path(sys.executable).with_name("mohlat")), "auditor", *arguments, "--json"]
    surroundings = {**os.environ, "MOHLAT_SCOREBOARD_URL": stack.url("scoreboard")}
    ended = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=LIMIT)  # noqa: S603
    assert ended.returncode == 0, ended.stderr
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def fraction(tally: dict[str, Any]) -> tuple[int, int, float]:
    """A figure of an answer: numerator, denominator, per cent."""
    return tally["numerator"], tally["denominator"], tally["percent"]
