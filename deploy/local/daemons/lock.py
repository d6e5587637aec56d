"""One running stack per state folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(RuntimeError):
    """Somebody else holds the folder; `pid` is theirs."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"already running as process {pid}")
        self.pid = pid


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Hold the lock file, with our process id in it. The kernel lets go of it when we die, however we die.

    Raises:
        AlreadyRunning: another process holds it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_pid(file)) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def holder(file: Path) -> int | None:
    """The process that holds the lock file now."""
    if not file.exists():
        return None
    with file.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _pid(file)
    return None


def _pid(file: Path) -> int:
    return int(file.read_text() or 0)
