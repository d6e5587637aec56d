"""Are the system's own pieces there? Run by `make setup` with the system's Python, before there is a `.venv`.

Standard library only: nothing is installed yet.
"""

import re
import shutil
import subprocess
import sys

WANTED_PYTHON = (3, 11)
OLDEST_JAVA = 17


def missing_pieces() -> list[tuple[str, str]]:
    """What is missing, each with the packages that bring it."""
    missing = []
    if sys.version_info[:2] != WANTED_PYTHON:
        this = "{}.{}".format(*sys.version_info)
        missing.append((f"Python 3.11 (this is {this})", "python3.11 python3.11-venv"))
    elif not has_venv():
        missing.append(("Python's venv", "python3.11-venv"))
    if shutil.which("git") is None:
        missing.append(("git", "git"))
    java = java_version()
    if java is None:
        missing.append(("Java 17 or newer", "openjdk-17-jre-headless"))
    elif java < OLDEST_JAVA:
        missing.append((f"Java 17 or newer (this is {java})", "openjdk-17-jre-headless"))
    if shutil.which("mvn") is None:
        missing.append(("Maven (mvn)", "maven"))
    return missing


def has_venv() -> bool:
    """Debian ships venv without ensurepip, which a usable one needs."""
    try:
        import ensurepip
        import venv
    except ImportError:
        return False
    return bool(ensurepip and venv)


def java_version() -> int | None:
    """The major version of `java`, None when there is none."""
    if shutil.which("java") is None:
        return None
    command = ["java", "-version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
    return int(found.group(1)) if found else None


def main() -> None:
    """One line a missing piece; exit status 1 when there is one."""
    missing = missing_pieces()
    for piece, packages in missing:
        print(f"{piece} is missing; install it with: sudo apt-get install -y {packages}", file=sys.stderr)
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
