"""`make demo`: play a scenario on a real Kafka, PostgreSQL and SMTP sink, and show the standing."""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from deploy.local.daemons.interrupts import interruptible
from deploy.local.daemons.lock import AlreadyRunning, held
from deploy.local.demo.playing import run
from deploy.local.paths import ROOT, STATE

SCENARIO = ROOT / "scenarios" / "khordad-1402"
WIDTH_OF_A_FILE = 120


def main() -> None:
    """Read the command line and play; exit status 0 after the standing, 130 when interrupted before it."""
    parser = argparse.ArgumentParser(description="Play a scenario and show the standing.")
    parser.add_argument("--scenario", type=Path, default=SCENARIO, help="a scenario's folder")
    parser.add_argument("--once", action="store_true", help="stop after the standing")
    asked = parser.parse_args()
    if not (asked.scenario / "timeline.csv").exists():
        sys.exit(f"{asked.scenario} is no scenario: it has no timeline.csv")
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH_OF_A_FILE
    interruptible()
    try:
        with held(STATE / "demo.lock"):
            run(asked.scenario.resolve(), STATE / "demo", asked.once, console)
    except AlreadyRunning as other:
        sys.exit(f"Another demo runs as process {other.pid}: stop it first (Ctrl-C in its terminal).")
    except KeyboardInterrupt:
        sys.exit(130)
    except RuntimeError as failure:
        sys.exit(f"The demo failed: {failure}")


if __name__ == "__main__":
    main()
