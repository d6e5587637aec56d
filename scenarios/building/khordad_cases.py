"""The agencies of `khordad-1402` with a story of their own, each with the days on which it happens."""

from datetime import time, timedelta
from random import Random

from scenarios.building.careers import (
    claims,
    closes,
    digitizes,
    enough,
    reaches_share,
    reports,
)
from scenarios.building.days import at, day, office_day
from scenarios.building.rows import RosterRow, TimelineRow

END = at(day("1402-05-01"), time())
"""The end of Tir 1402."""

NEVER = ("sanjesh", "hadafmandi", "agency-077")
"""Core agencies that never connect: two by the article, one synthetic."""
LAPSED = "agency-023"
LATE_THEN_ON_TIME = "agency-042"
OFFLINE = "agency-058"
SILENT_AND_BACK = "agency-014"
CLOSED_AND_BACK = "agency-095"
CLOSED_AT_LAST = "agency-103"
EXEMPTED_LATE = "agency-150"
OWN_STORY = (
    *NEVER,
    LAPSED,
    LATE_THEN_ON_TIME,
    OFFLINE,
    SILENT_AND_BACK,
    CLOSED_AND_BACK,
    CLOSED_AT_LAST,
    EXEMPTED_LATE,
)


def stories(bodies: dict[str, RosterRow], rng: Random) -> list[TimelineRow]:
    """The rows of all of them, exemptions apart."""
    return [
        *_lapsed(bodies[LAPSED], rng),
        *_late_then_on_time(bodies[LATE_THEN_ON_TIME], rng),
        *_offline(bodies[OFFLINE]),
        *_silent_and_back(bodies[SILENT_AND_BACK], rng),
        *_closed_and_back(bodies[CLOSED_AND_BACK], rng),
        *_closed_at_last(bodies[CLOSED_AT_LAST], rng),
        *_named(bodies, rng),
    ]


def _lapsed(row: RosterRow, rng: Random) -> list[TimelineRow]:
    """Falls silent in Ordibehesht 1402 and stays so: lapsed before 24 Khordad."""
    since = office_day(day("1401-04-10"))
    return [
        claims(row.code, since),
        reports(row.code, since, at(day("1402-02-20"))),
        *reaches_share(row, office_day(day("1401-08-15")), rng),
    ]


def _late_then_on_time(row: RosterRow, rng: Random) -> list[TimelineRow]:
    """Late by the first and the second deadline, on time by the third."""
    since = office_day(day("1402-02-10"))
    return [
        claims(row.code, since),
        reports(row.code, since, END),
        *reaches_share(row, office_day(day("1402-02-25")), rng),
    ]


def _offline(row: RosterRow) -> list[TimelineRow]:
    """Two days without a line, across the second deadline (the end of 30 Dey 1401).

    What it spools on 30 Dey at 09:00 arrives 23 hours later, on 1 Bahman at 08:00, and counts by its own time:
    connected on time under the first extension. What it spools on 29 Dey arrives after 47 hours and counts on arrival:
    the share of services is late under the first extension, by eight hours.
    """
    needed = enough(row)
    return [
        *(digitizes(row.code, n, office_day(day("1401-09-05") + timedelta(days=9 * n))) for n in range(1, needed)),
        TimelineRow(
            at=at(day("1401-10-29"), time(8)),
            agency=row.code,
            event="offline",
            until=at(day("1401-11-01"), time(8)),
        ),
        digitizes(row.code, needed, day("1401-10-29")),
        claims(row.code, day("1401-10-30")),
        reports(row.code, day("1401-10-30"), at(day("1401-11-01"))),
        reports(row.code, office_day(day("1401-11-04")), END),
    ]


def _silent_and_back(row: RosterRow, rng: Random) -> list[TimelineRow]:
    """Silent in Mehr and Aban 1401, while no deadline is near: lapsed, met again, no letter of it."""
    since = office_day(day("1401-04-20"))
    return [
        claims(row.code, since),
        reports(row.code, since, at(day("1401-07-05"))),
        reports(row.code, office_day(day("1401-08-20")), END),
        *reaches_share(row, office_day(day("1401-05-25")), rng),
    ]


def _closed_and_back(row: RosterRow, rng: Random) -> list[TimelineRow]:
    """Closes after the second deadline and is back before the third is announced: the ladder runs part of its way."""
    since, closed = office_day(day("1401-05-10")), office_day(day("1401-11-15"))
    return [
        claims(row.code, since),
        reports(row.code, since, at(closed)),
        closes(row.code, closed),
        reports(row.code, office_day(day("1401-12-10")), END),
        *reaches_share(row, office_day(day("1401-07-25")), rng),
    ]


def _closed_at_last(row: RosterRow, rng: Random) -> list[TimelineRow]:
    """Closes in Tir 1402, after the last deadline."""
    since, closed = office_day(day("1401-06-12")), office_day(day("1402-04-05"))
    return [
        claims(row.code, since),
        reports(row.code, since, at(closed)),
        closes(row.code, closed),
        *reaches_share(row, office_day(day("1401-09-20")), rng),
    ]


def _named(bodies: dict[str, RosterRow], rng: Random) -> list[TimelineRow]:
    """The two that the article counts among the least connected before Dey 1401: they connect in Dey."""
    setad, ministry = office_day(day("1401-10-15")), office_day(day("1401-10-20"))
    return [
        claims("setad", setad),
        reports("setad", setad, END),
        *reaches_share(bodies["setad"], office_day(day("1401-10-18")), rng),
        claims("health-ministry", ministry),
        reports("health-ministry", ministry, END),
        *reaches_share(bodies["health-ministry"], office_day(day("1401-10-24")), rng),
    ]
