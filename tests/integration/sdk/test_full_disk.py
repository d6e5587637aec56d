"""The disk is full while a real process spools: it is told, nothing is half there, and on it goes with room."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.sdk.listening import Listener, listening


@pytest.mark.parametrize("limit", [150_000, 400_000])
def test_a_full_disk_is_told_and_costs_nothing_that_was_kept(tmp_path: Path, limit: int) -> None:
    listener = Listener()
    with listening(listener) as url:
        command = [sys.executable, "-m", "tests.integration.sdk.filling", str(tmp_path / "spool.db"), url, str(limit)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)  # noqa: S603 (ourselves)
    told = json.loads(done.stdout)
    assert told["full"].startswith("disk: ")
    assert told["kept"] > 5
    assert told["depth"] == told["kept"]
    assert told["delivered"]
    names = [event.id for event in listener.events]
    # One more number was used by the event that was told to be full.
    assert names == [f"e{number:06}" for number in range(1, told["kept"] + 1)] + [f"e{told['kept'] + 2:06}"]
    assert [event.ordinal for event in listener.events] == list(range(1, told["kept"] + 2))
