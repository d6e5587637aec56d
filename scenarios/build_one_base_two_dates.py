"""Write the tables of `one-base-two-dates`: `python -m scenarios.build_one_base_two_dates [FOLDER]`.

One definition over 142 bodies at two dates: 129 at the end of 1401, 137 in 1402. Nothing is drawn by lot.
"""

import sys
from datetime import date, time
from pathlib import Path

from scenarios.building.careers import claims, closes, reports
from scenarios.building.days import at, day
from scenarios.building.rows import RosterRow, TimelineRow, write_folder
from scenarios.building.samples import samples

FOLDER = Path(__file__).parent / "one-base-two-dates"
END = at(day("1402-01-20"), time())

BODIES, CONNECTED_IN_1401, CONNECTING_IN_1402 = 142, 129, 9
FIRST_DAYS = (day("1401-12-20"), day("1401-12-22"), day("1401-12-24"))
DAYS_OF_1402 = (day("1402-01-07"), day("1402-01-09"), day("1402-01-14"))
CLOSES = day("1402-01-12")


def timeline(bodies: list[RosterRow]) -> list[TimelineRow]:
    """One of the 129 closes its connection again and nine others connect, so eight more remain."""
    codes = [row.code for row in bodies]
    early, late = codes[:CONNECTED_IN_1401], codes[CONNECTED_IN_1401:][:CONNECTING_IN_1402]
    rows = [row for n, code in enumerate(early[:-1]) for row in _connects(code, FIRST_DAYS[n % 3])]
    rows += [reports(early[-1], FIRST_DAYS[0], at(CLOSES)), closes(early[-1], CLOSES)]
    return rows + [row for n, code in enumerate(late) for row in _connects(code, DAYS_OF_1402[n % 3])]


def _connects(code: str, on: date) -> list[TimelineRow]:
    return [claims(code, on), reports(code, on, END)]


def build(folder: Path) -> None:
    """Write both files into the folder."""
    bodies = samples("body", "bodies", "دستگاه نمونهٔ {}", "Sample body", BODIES, services=1)
    write_folder(folder, bodies, timeline(bodies))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
