"""Apache Kafka's jars, resolved by Maven."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.local.paths import LOCAL

POM = LOCAL / "pom.xml"
LIBS = LOCAL / "libs"


def installed(pom: Path = POM, libs: Path = LIBS) -> bool:
    """Whether the jars of exactly this pom are there."""
    stamp = libs / "pom.sha256"
    return stamp.exists() and stamp.read_text() == _fingerprint(pom)


def install(pom: Path = POM, libs: Path = LIBS) -> None:
    """Put the jars of this pom into `libs`, whole or not at all.

    Raises:
        SystemExit: Maven failed; its last lines are in the message.
    """
    if installed(pom, libs):
        return
    fresh = libs.with_name(f"{libs.name}.{os.getpid()}")
    try:
        _resolve(pom, fresh)
        (fresh / "pom.sha256").write_text(_fingerprint(pom))
        shutil.rmtree(libs, ignore_errors=True)
        fresh.rename(libs)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _resolve(pom: Path, folder: Path) -> None:
    command = ["mvn", "-B", "-q", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    maven = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603
    if maven.returncode != 0:
        last = "\n".join((maven.stdout + maven.stderr).splitlines()[-15:])
        sys.exit(f"Maven could not fetch Apache Kafka:\n{last}")


def _fingerprint(pom: Path) -> str:
    return hashlib.sha256(pom.read_bytes()).hexdigest()


def main() -> None:
    """Install, saying so when it takes a while."""
    if not installed():
        print("Fetching Apache Kafka by Maven ...", flush=True)
    install()


if __name__ == "__main__":
    main()
