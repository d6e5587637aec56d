"""What one agency sends over a time, as rows: reports, a claim, services brought online."""

from datetime import date, datetime, timedelta
from random import Random

from scenarios.building.days import at, day, office_day
from scenarios.building.rows import RosterRow, TimelineRow

FIRST_DAY = day("1401-01-15")


def claims(code: str, on: date) -> TimelineRow:
    """The statement "we are connected"."""
    return TimelineRow(at=at(on), agency=code, event="connected")


def closes(code: str, on: date) -> TimelineRow:
    return TimelineRow(at=at(on), agency=code, event="closed")


def reports(code: str, since: date, until: datetime, services: str = "all") -> TimelineRow:
    """A heartbeat a week."""
    return TimelineRow(at=at(since), agency=code, event="heartbeat", until=until, services=services)


def all_but_last(row: RosterRow, missing: int) -> str:
    """The services of an agency without the last few: what a heartbeat reaches that is not yet full."""
    reached = max(1, row.high_use_services + row.other_services - missing)
    return ";".join(f"{row.code}-s{n:02}" for n in range(1, reached + 1))


def digitizes(code: str, service: int, on: date, level: str = "fully_online") -> TimelineRow:
    return TimelineRow(at=at(on), agency=code, event="digitized", service=f"{code}-s{service:02}", level=level)


def enough(row: RosterRow) -> int:
    """How many services make 30 % of the high-use ones."""
    return -(-3 * row.high_use_services // 10)


def reaches_share(row: RosterRow, on: date, rng: Random) -> list[TimelineRow]:
    """Services brought online one after the other, the last that is needed on the given day; sometimes one more."""
    rows, current = [], on
    for service in range(enough(row), 0, -1):
        rows.append(digitizes(row.code, service, current))
        current = office_day(max(FIRST_DAY, current - timedelta(days=rng.randint(6, 18))))
        current = min(current, on)
    further = enough(row) + 1
    if further <= row.high_use_services and rng.random() < 0.3:
        rows.append(digitizes(row.code, further, office_day(on + timedelta(days=rng.randint(5, 40)))))
    return rows


def falls_short(row: RosterRow, since: date, rng: Random) -> list[TimelineRow]:
    """One service too few; the one that is missing gets only partly online."""
    days = [office_day(since + timedelta(days=rng.randint(0, 60))) for _ in range(enough(row))]
    rows = [digitizes(row.code, n, days[n - 1]) for n in range(1, enough(row))]
    return [*rows, digitizes(row.code, enough(row), days[-1], "partly_online")]
