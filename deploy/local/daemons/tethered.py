"""Run a command that dies with the process that started it, even if that one is killed.

Started as a script (`python -I -S tethered.py PARENT ACCOUNT COMMAND…`), never imported by what it runs: it asks
the kernel for SIGKILL at the parent's death, gives up root for ACCOUNT (`-` keeps the account), and becomes COMMAND.
"""

import ctypes
import os
import pwd
import signal
import sys

PR_SET_PDEATHSIG = 1


def become(account: str) -> None:
    """Give up root. Must come before the tether: a change of credentials clears it."""
    entry = pwd.getpwnam(account)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def tether(parent: int) -> None:
    """Die with the parent. It may be dead already, then nobody would tell us."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """Become the command."""
    parent, account, *command = sys.argv[1:]
    if account != "-":
        become(account)
    tether(int(parent))
    os.execvp(command[0], command)  # noqa: S606  (no shell wanted)


if __name__ == "__main__":
    main()
