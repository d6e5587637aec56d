"""Processes of the local stack: in groups of their own, tethered to their starter, started again by a supervisor."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.supervisor import Supervisor
from deploy.local.paths import ROOT
from tests.waiting import wait_until

FOREVER = ("sleep", "1000")


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Daemon]:
    daemon = Daemon("sleeper", FOREVER, tmp_path / "sleeper.log")
    yield daemon
    daemon.kill()


@pytest.fixture
def supervisor() -> Iterator[tuple[Supervisor, list[str]]]:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    yield supervisor, said
    supervisor.close()


def state(pid: int) -> str:
    """One letter, `Z` for dead and not reaped, `T` for stopped; empty when there is no such process."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def test_a_daemon_leads_a_group_of_its_own(sleeper: Daemon) -> None:
    sleeper.start()
    assert os.getpgid(sleeper.pid) == sleeper.pid != os.getpgrp()


def test_a_paused_daemon_lives_and_still_can_be_stopped(sleeper: Daemon) -> None:
    sleeper.start()
    sleeper.pause()
    wait_until(lambda: state(sleeper.pid) == "T")
    assert sleeper.alive
    sleeper.stop()
    assert not sleeper.alive


def test_a_killed_daemon_starts_again_as_another_process(sleeper: Daemon) -> None:
    sleeper.start()
    first = sleeper.pid
    sleeper.kill()
    assert sleeper.exit_status == -9
    sleeper.start()
    assert sleeper.alive
    assert sleeper.pid != first


def test_stopping_what_never_ran_is_harmless(sleeper: Daemon) -> None:
    sleeper.stop()
    sleeper.kill()
    assert sleeper.exit_status is None


def test_children_die_when_whoever_started_them_is_killed(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from deploy.local.daemons.daemon import Daemon; import time\n"
        f"daemon = Daemon('child', {FOREVER!r}, Path({str(tmp_path / 'child.log')!r})); daemon.start()\n"
        "print(daemon.pid, flush=True); time.sleep(1000)\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:  # noqa: S603
        assert starter.stdout is not None
        child = int(starter.stdout.readline())
        wait_until(lambda: Path(f"/proc/{child}/comm").read_text().strip() == "sleep")
        starter.kill()
    wait_until(lambda: state(child) in ("", "Z"))


def test_a_supervisor_starts_again_what_was_killed_and_says_so(
    sleeper: Daemon, supervisor: tuple[Supervisor, list[str]]
) -> None:
    watching, said = supervisor
    watching.watch(sleeper)
    first = sleeper.pid
    sleeper.kill()
    wait_until(lambda: sleeper.alive and sleeper.pid != first)
    assert said == [f"sleeper ended (signal 9), starting it again in 0.2 s: {sleeper.log}"]
    assert watching.failures(sleeper) == 0


def test_a_supervisor_counts_the_ends_that_nobody_caused(
    tmp_path: Path, supervisor: tuple[Supervisor, list[str]]
) -> None:
    watching, _ = supervisor
    broken = Daemon("broken", ("false",), tmp_path / "broken.log")
    watching.watch(broken)
    wait_until(lambda: watching.failures(broken) >= 2)


def test_a_supervisor_leaves_alone_what_it_was_told_to(
    sleeper: Daemon, supervisor: tuple[Supervisor, list[str]]
) -> None:
    watching, said = supervisor
    watching.watch(sleeper)
    watching.leave(sleeper)
    sleeper.stop()
    watching.close()
    assert not sleeper.alive
    assert said == []
