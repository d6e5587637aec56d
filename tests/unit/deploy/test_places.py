"""Where things lie: jars of one pom, one stack per folder, data that an unprivileged account can reach."""

import os
import subprocess
from pathlib import Path

import pytest

from deploy.local import jars
from deploy.local.daemons.lock import AlreadyRunning, held, holder
from deploy.local.postgres.account import reachable_by
from deploy.local.postgres.databases import named
from deploy.local.processes import PREPARATIONS, processes


@pytest.fixture
def pom(tmp_path: Path) -> Path:
    pom = tmp_path / "pom.xml"
    pom.write_text("<project/>")
    return pom


def test_jars_of_another_pom_do_not_count(pom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    libs = tmp_path / "libs"
    monkeypatch.setattr(jars, "_resolve", lambda _, folder: folder.mkdir())
    jars.install(pom, libs)
    assert jars.installed(pom, libs)
    pom.write_text("<project>newer</project>")
    assert not jars.installed(pom, libs)


def test_a_failed_fetch_leaves_the_old_jars_and_no_new_ones(
    pom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libs = tmp_path / "libs"
    libs.mkdir()
    (libs / "old.jar").touch()
    failed = subprocess.CompletedProcess([], 1, stdout="no such artifact", stderr="")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SystemExit, match="no such artifact"):
        jars.install(pom, libs)
    assert [path.name for path in tmp_path.iterdir() if path != pom] == ["libs"]
    assert (libs / "old.jar").exists()


def test_a_held_lock_names_its_holder_and_lets_nobody_else_in(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    assert holder(file) is None
    with held(file):
        assert holder(file) == os.getpid()
        with pytest.raises(AlreadyRunning, match=str(os.getpid())), held(file):
            pass
    assert holder(file) is None


def test_a_private_folder_is_out_of_reach_of_another_account(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    assert not reachable_by("nobody", private / "data")
    assert reachable_by(None, private / "data")


def test_every_process_has_a_name_of_its_own() -> None:
    names = [process.name for process in (*PREPARATIONS, *processes(workers=3))]
    assert len(names) == len(set(names))
    assert {"worker", "worker-2", "worker-3"} <= set(names)


def test_another_database_on_the_same_server() -> None:
    assert named("postgresql://me:secret@host:5433/mohlat?sslmode=require", "other") == (
        "postgresql://me:secret@host:5433/other?sslmode=require"
    )
