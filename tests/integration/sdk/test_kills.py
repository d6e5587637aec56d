"""The SDK's process is killed at any moment: nothing it has said to keep is lost, and the order stays."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from mohlat_sdk import Agency, Delivery, SpoolInUse, generate_key, read_spool

from tests.integration.sdk.listening import Listener, listening

ROUNDS = 40 if os.environ.get("MOHLAT_PROOF") else 4
NOWHERE = "http://127.0.0.1:9"
"""The discard port, at which nobody answers."""


def talk_and_be_killed(spool: Path, url: str, name: str, mode: str, after: int) -> list[str]:
    """The names of events whose calls returned before the process was killed, soon after so many of them."""
    command = [sys.executable, "-m", "tests.integration.sdk.talking", str(spool), url, name, mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (ourselves)
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(after)]
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines(keepends=True)
    return said + [line.strip() for line in rest if line.endswith("\n")]


@pytest.mark.parametrize("mode", ["threads", "threads batching", "async", "async batching"])
def test_what_was_kept_or_taken_before_a_kill_arrives_in_order(tmp_path: Path, mode: str) -> None:
    spool, listener, chance = tmp_path / "spool.db", Listener(), random.Random(mode)  # noqa: S311 (no secret)
    listener.every = 3
    said: list[str] = []
    with listening(listener) as url:
        for number in range(ROUNDS):
            where = url if number % 2 else NOWHERE
            said += talk_and_be_killed(spool, where, f"r{number:02}", mode, chance.randint(1, 60))
        listener.every = 0
        with Agency("sanjesh", generate_key(), url, spool=spool) as agency:
            assert agency.flush(60) is Delivery.ACCEPTED
            assert agency.rejected() == []
    came = [event.id for event in listener.first_comings()]
    assert came == sorted(came)
    assert set(said) <= set(came)
    numbers = [event.ordinal for event in listener.first_comings()]
    assert numbers == sorted(set(numbers))
    assert len({event.stream for event in listener.events}) == 1


def test_two_processes_cannot_share_a_spool_and_a_kill_frees_it(tmp_path: Path) -> None:
    spool = tmp_path / "spool.db"
    command = [sys.executable, "-m", "tests.integration.sdk.talking", str(spool), NOWHERE, "a", "threads"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (ourselves)
        assert process.stdout is not None
        process.stdout.readline()
        try:
            with pytest.raises(SpoolInUse):
                Agency("sanjesh", generate_key(), NOWHERE, spool=spool)
            assert read_spool(spool).depth >= 1
        finally:
            process.kill()
    with Agency("sanjesh", generate_key(), NOWHERE, spool=spool) as agency:
        state = agency.spool_state()
        assert state is not None
        assert state.depth >= 1
