"""`make up` and `make down`: the stack without a scenario, in the background, its state kept in `.mohlat/up`."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from deploy.local.addresses import addresses, as_lines, places
from deploy.local.daemons.blocking import NotReady, wait_for
from deploy.local.daemons.interrupts import interruptible
from deploy.local.daemons.lock import AlreadyRunning, held, holder
from deploy.local.paths import ROOT, STATE
from deploy.local.stack import Stack
from deploy.local.surroundings import surroundings

FOLDER = STATE / "up"
PID = FOLDER / "pid"
READY = FOLDER / "addresses"
PLACES = FOLDER / "places.json"
"""The same for programs."""
LOG = FOLDER / "logs" / "up.log"
STARTS_WITHIN, STOPS_WITHIN = 180.0, 60.0


def say(line: str) -> None:
    """One line of the log, with the time."""
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


def stay() -> None:
    """Be the background process: run the stack until SIGTERM."""
    interruptible()
    with suppress(KeyboardInterrupt), held(PID), surroundings(FOLDER) as around:
        stack = Stack(
            FOLDER,
            bootstrap_servers=around.bootstrap_servers,
            database_url=around.database_url,
            smtp_url=around.smtp_url,
            topic_prefix=os.environ.get("MOHLAT_TOPIC_PREFIX", ""),
            partitions=int(os.environ.get("MOHLAT_PARTITIONS", "6")),
            alongside=around.daemons,
            announce=say,
        )
        with stack:
            PLACES.write_text(json.dumps(places(stack)))
            READY.write_text(as_lines(addresses(stack, around)) + "\n")
            say("ready")
            try:
                signal.pause()
            finally:
                READY.unlink()
                PLACES.unlink(missing_ok=True)


def start() -> None:
    """Start the background process and wait until the stack is ready."""
    if holder(PID) is not None:
        print(f"Mohlat runs already:\n{READY.read_text()}" if READY.exists() else "Mohlat is starting or stopping.")
        return
    READY.unlink(missing_ok=True)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        command = [sys.executable, "-m", "deploy.local.up", "stay"]
        background = subprocess.Popen(  # noqa: S603  (our own module)
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT, start_new_session=True
        )
    try:
        wait_for(lambda: READY.exists() or background.poll() is not None, STARTS_WITHIN, "the stack")
    except (NotReady, KeyboardInterrupt) as reason:
        background.terminate()
        background.wait()
        sys.exit(f"Mohlat did not start: {str(reason) or 'interrupted'}; log: {LOG}")
    if background.poll() is not None:
        sys.exit(f"Mohlat did not start:\n{_last_lines(LOG)}")
    print("Mohlat runs. `make down` stops it.\n" + READY.read_text())


def stop() -> None:
    """Stop the background process; it stops what it started."""
    pid = holder(PID)
    if pid is None:
        print("Mohlat does not run.")
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    try:
        wait_for(lambda: holder(PID) is None, STOPS_WITHIN, "the end of the stack")
    except NotReady:
        # What it started is tethered to it and dies with it.
        os.kill(pid, signal.SIGKILL)
    print("Mohlat is stopped.")


def _last_lines(file: Path, lines: int = 20) -> str:
    return "\n".join(file.read_text(errors="replace").splitlines()[-lines:])


def main() -> None:
    """`start`, `stop`, or `stay` (the background process itself)."""
    parser = argparse.ArgumentParser(description="The stack in the background.")
    parser.add_argument("what", choices=("start", "stop", "stay"))
    what = parser.parse_args().what
    try:
        {"start": start, "stop": stop, "stay": stay}[what]()
    except AlreadyRunning as other:
        sys.exit(f"Mohlat is {other}.")
    except RuntimeError as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
