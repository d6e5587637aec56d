"""Running what refuses to run as root."""

import os
import pwd
import stat
from pathlib import Path

NOBODY = "nobody"


def unprivileged_account() -> str | None:
    """The account to give root up for; None when we are not root."""
    return NOBODY if os.geteuid() == 0 else None


def hand_over(folder: Path, account: str | None) -> None:
    """Make an empty folder the account's own."""
    if account is not None:
        entry = pwd.getpwnam(account)
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def reachable_by(account: str | None, folder: Path) -> bool:
    """Whether the account can pass through every folder from the root down to and including this one.

    Judged by the permissions of others, which is all that `nobody` has; parts that do not exist yet are skipped.
    """
    if account is None:
        return True
    resolved = folder.resolve()
    steps = [step for step in (resolved, *resolved.parents) if step.exists()]
    return all(step.stat().st_mode & stat.S_IXOTH for step in steps)
