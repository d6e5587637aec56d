"""Write `roster.csv` and `timeline.csv` of `twelve-agencies`: `python -m scenarios.build_twelve_agencies [FOLDER]`.

Every agency shows one thing; nothing is drawn by lot.
"""

import sys
from datetime import time
from pathlib import Path

from scenarios.building.careers import all_but_last, claims, closes, digitizes, reports
from scenarios.building.days import ANNOUNCES, at, day
from scenarios.building.rows import RosterRow, TimelineRow, mailbox, synthetic_name, write_folder

FOLDER = Path(__file__).parent / "twelve-agencies"
END = at(day("1401-07-29"), time())

# Code, parent, high-use and other services.
OFFICES = (
    ("early", "", 3, 1),
    ("in-time", "", 4, 0),
    ("never", "", 2, 1),
    ("silent", "", 3, 0),
    ("exempted", "", 2, 0),
    ("offline", "", 4, 1),
    ("closed-and-back", "", 3, 2),
    ("partly", "", 10, 2),
)
BRANCHES = (
    ("branch-never", "never", 1, 0),
    ("branch-late", "early", 1, 1),
    ("branch-early", "early", 2, 0),
    ("branch-exempted", "early", 1, 0),
)


def roster() -> list[RosterRow]:
    offices = [
        _row(code, parent, high, other, ("دستگاه نمونهٔ {}", "Sample agency", n), "core")
        for n, (code, parent, high, other) in enumerate(OFFICES, 1)
    ]
    branches = [
        _row(code, parent, high, other, ("واحد تابعهٔ نمونهٔ {}", "Sample affiliated body", n), "affiliated")
        for n, (code, parent, high, other) in enumerate(BRANCHES, 1)
    ]
    return [*offices, *branches]


def _row(code: str, parent: str, high_use: int, other: int, name: tuple[str, str, int], kind: str) -> RosterRow:
    fa, en = synthetic_name(*name)
    return RosterRow(
        code=code,
        name_fa=fa,
        name_en=en,
        group="offices" if kind == "core" else "branches",
        kind=kind,
        parent=parent,
        contact_email=mailbox(code),
        high_use_services=high_use,
        other_services=other,
    )


def timeline(bodies: dict[str, RosterRow]) -> list[TimelineRow]:
    """The deadline is the end of 31 Mordad; on 26 Mordad it is put off to the end of 26 Shahrivar."""
    return [*_offices(bodies), *_offline(), *_branches()]


def _offices(bodies: dict[str, RosterRow]) -> list[TimelineRow]:
    return [
        claims("early", day("1401-05-03")),
        reports("early", day("1401-05-03"), END),
        digitizes("early", 1, day("1401-05-10")),
        # Claims first, proves it later, both before the extended deadline.
        claims("in-time", day("1401-06-14")),
        reports("in-time", day("1401-06-21"), END),
        digitizes("in-time", 1, day("1401-06-07")),
        digitizes("in-time", 2, day("1401-06-21")),
        # Falls silent after 7 Shahrivar: lapsed since the 28th, known a day later; the ladder counts from the 29th.
        claims("silent", day("1401-05-10")),
        reports("silent", day("1401-05-10"), at(day("1401-06-08"))),
        digitizes("silent", 1, day("1401-05-17")),
        # Two letters, then out of scope.
        _exempted("exempted", "1401-05-24"),
        # Closes before the extended deadline and is back after it: the ladder begins and stops.
        claims("closed-and-back", day("1401-05-17")),
        reports("closed-and-back", day("1401-05-17"), at(day("1401-06-21"))),
        closes("closed-and-back", day("1401-06-21")),
        reports("closed-and-back", day("1401-07-04"), END),
        digitizes("closed-and-back", 1, day("1401-05-24")),
        # Never full, and one service short of 30 %.
        claims("partly", day("1401-05-31")),
        reports("partly", day("1401-05-31"), END, all_but_last(bodies["partly"], 3)),
        digitizes("partly", 1, day("1401-06-07")),
        digitizes("partly", 2, day("1401-06-28")),
        digitizes("partly", 3, day("1401-06-28"), "partly_online"),
    ]


def _offline() -> list[TimelineRow]:
    """No line from 25 Shahrivar 08:00 to the 27th 08:00, across the extended deadline, the end of the 26th.

    What it spools on the 26th counts by its own time, so it connected on time; the service it spools on the 25th is
    older than the grace when it arrives and counts on arrival, eight hours late.
    """
    return [
        digitizes("offline", 1, day("1401-06-14")),
        TimelineRow(
            at=at(day("1401-06-25"), time(8)),
            agency="offline",
            event="offline",
            until=at(day("1401-06-27"), time(8)),
        ),
        digitizes("offline", 2, day("1401-06-25")),
        claims("offline", day("1401-06-26")),
        reports("offline", day("1401-06-26"), at(day("1401-06-27"))),
        reports("offline", day("1401-06-28"), END),
    ]


def _branches() -> list[TimelineRow]:
    return [
        # Connects when the parent has had its letter and the oversight committee has not.
        claims("branch-late", day("1401-07-04")),
        reports("branch-late", day("1401-07-04"), END),
        claims("branch-early", day("1401-05-10")),
        reports("branch-early", day("1401-05-10"), END),
        # Out of scope when the oversight committee has had its letter.
        _exempted("branch-exempted", "1401-07-11"),
    ]


def _exempted(code: str, on: str) -> TimelineRow:
    return TimelineRow(
        at=at(day(on), ANNOUNCES),
        agency=code,
        event="exempted",
        reason_fa="خدمات دستگاه به مردم یا کسب‌وکارها مربوط نیست (ساختگی)",
        reason_en="Its services do not concern citizens or businesses (synthetic)",
    )


def build(folder: Path) -> None:
    """Write both files into the folder."""
    bodies = roster()
    write_folder(folder, bodies, timeline({row.code: row for row in bodies}))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
