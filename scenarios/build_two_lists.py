"""Write the tables of `two-lists`: `python -m scenarios.build_two_lists [FOLDER]`.

One deadline and two obligations: 54 % keep the full list of them, 70 % one part of it. Nothing is drawn by lot.
"""

import sys
from datetime import time
from pathlib import Path

from scenarios.building.careers import all_but_last, claims, reports
from scenarios.building.days import at, day
from scenarios.building.rows import RosterRow, TimelineRow, write_folder
from scenarios.building.samples import samples

FOLDER = Path(__file__).parent / "two-lists"
END = at(day("1402-04-04"), time())

BODIES, FULL_LIST, ONE_PART = 50, 27, 35
DAYS = (day("1402-03-29"), day("1402-03-30"))


def timeline(bodies: list[RosterRow]) -> list[TimelineRow]:
    """27 report every service before the deadline, eight more all but one, and fifteen nothing."""
    return [row for n, body in enumerate(bodies[:ONE_PART]) for row in _connects(body, n)]


def _connects(body: RosterRow, n: int) -> list[TimelineRow]:
    services = "all" if n < FULL_LIST else all_but_last(body, 1)
    on = DAYS[n % 2]
    return [claims(body.code, on), reports(body.code, on, END, services)]


def build(folder: Path) -> None:
    """Write both files into the folder."""
    bodies = samples("office", "offices", "ادارهٔ نمونهٔ {}", "Sample office", BODIES, services=3)
    write_folder(folder, bodies, timeline(bodies))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
