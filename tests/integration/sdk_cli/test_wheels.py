"""What `make sdk-wheel` builds installs into a fresh environment without any package index."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DIST = ROOT / "dist"
"""Where `make sdk-wheel` leaves the packages of others; ours are built anew here."""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our two wheels, built from copies: a build leaves its traces in the source's folder."""
    folder = tmp_path_factory.mktemp("wheels")
    for source in ("contracts", "sdk"):
        copy = folder / "sources" / source
        shutil.copytree(ROOT / source, copy, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
        run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(copy))
    return folder


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_brings_the_command_its_catalogue_and_the_unit(wheels: Path) -> None:
    (wheel,) = wheels.glob("mohlat_sdk-*.whl")
    names = run(sys.executable, "-m", "zipfile", "-l", str(wheel))
    for name in (
        "mohlat_sdk/py.typed",
        "mohlat_sdk/cli/catalogue/doctor.py",
        "mohlat_sdk/cli/commands/enrol.py",
        "data/share/mohlat-agency/mohlat-agency.service",
        "data/share/mohlat-agency/agency.env.example",
    ):
        assert name in names


@pytest.mark.skipif(not [*DIST.glob("typer-*.whl")], reason="`make sdk-wheel` has not fetched the packages of others")
def test_a_fresh_environment_needs_no_index(wheels: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", str(tmp_path / "fresh"))
    python = str(tmp_path / "fresh" / "bin" / "python")
    for wheel in DIST.glob("*.whl"):
        if not wheel.name.startswith("mohlat_"):
            (wheels / wheel.name).symlink_to(wheel)
    where = ("--no-index", "--find-links", str(wheels))
    run(python, "-m", "pip", "install", "--quiet", *where, "mohlat-sdk[command,excel]")
    assert "rotate-key" in run(str(tmp_path / "fresh" / "bin" / "mohlat-agency"), "--help")
    assert (tmp_path / "fresh" / "share" / "mohlat-agency" / "mohlat-agency.service").exists()
