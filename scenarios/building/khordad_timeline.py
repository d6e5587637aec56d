"""What happens in `khordad-1402`, from Farvardin 1401 to the end of Tir 1402."""

from datetime import date, timedelta
from itertools import islice
from random import Random

from scenarios.building.careers import all_but_last, claims, falls_short, reaches_share, reports
from scenarios.building.days import ANNOUNCES, at, day, office_day
from scenarios.building.khordad_cases import END, EXEMPTED_LATE, OWN_STORY, stories
from scenarios.building.khordad_roster import MOST_USED
from scenarios.building.rows import RosterRow, TimelineRow

# How many of the ordinary core agencies connect in which days.
CONNECTING = (
    ("1401-02-15", "1401-03-31", 12),
    ("1401-04-01", "1401-04-31", 16),
    ("1401-05-01", "1401-05-31", 20),
    ("1401-06-01", "1401-06-31", 24),
    ("1401-07-01", "1401-07-30", 10),
    ("1401-08-01", "1401-08-30", 8),
    ("1401-09-01", "1401-09-30", 9),
    ("1401-10-01", "1401-10-28", 11),
    ("1401-11-10", "1401-12-25", 5),
    ("1402-01-15", "1402-03-10", 4),
)
# The state banks were among the least connected before Dey 1401.
CONNECTING_BANKS = (("1401-10-05", "1401-10-28", 4), ("1401-11-05", "1401-12-25", 4))
# Of the affiliates, by prefix: the numbers from which on they connect in which days. Whoever is in none never does.
CONNECTING_AFFILIATES = (
    ("science-university", 1, 9, "1401-11-05", "1401-12-25"),
    ("science-university", 10, 20, "1402-02-01", "1402-03-20"),
    ("municipality", 1, 16, "1401-04-01", "1401-09-20"),
    ("municipality", 17, 20, "1402-02-01", "1402-03-20"),
    ("agriculture-body", 1, 4, "1401-05-01", "1401-08-20"),
    ("agriculture-body", 5, 7, "1402-02-01", "1402-03-20"),
)
SILENT_MUNICIPALITY = "municipality-07"
CLAIM_ONLY = (("science-university-22", "1401-12-10"), ("hospital-04", "1402-02-20"))

REASONS = (
    ("خدمات دستگاه به مردم یا کسب‌وکارها مربوط نیست (ساختگی)",
     "Its services do not concern citizens or businesses (synthetic)"),
    ("دستگاه فقط به دستگاه‌های دیگر خدمت می‌دهد (ساختگی)", "It serves other agencies only (synthetic)"),
    ("ماهیت خدمات دستگاه امنیتی است (ساختگی)", "Its services are matters of security (synthetic)"),
    ("خدمات دستگاه به دستگاه دیگری واگذار شده است (ساختگی)", "Its services have passed to another agency (synthetic)"),
)  # fmt: skip
EXEMPTED_EARLY = 34


def timeline(roster: list[RosterRow], rng: Random) -> list[TimelineRow]:
    """All rows, in no particular order."""
    bodies = {row.code: row for row in roster}
    exempt = _early_exempt(roster, rng)
    ordinary = [
        row
        for row in roster
        if row.kind == "core" and row.synthetic and row.code not in (*exempt, *OWN_STORY) and row.group != "banks"
    ]
    banks = [row for row in roster if row.group == "banks"]
    return [
        *_exemptions(exempt, rng),
        *stories(bodies, rng),
        *_ordinary(ordinary, CONNECTING, rng),
        *_ordinary(banks, CONNECTING_BANKS, rng),
        *_affiliates(bodies, rng),
    ]


def _early_exempt(roster: list[RosterRow], rng: Random) -> list[str]:
    free = [row for row in roster if row.code.startswith("agency-") and row.code not in (*OWN_STORY, *MOST_USED)]
    governance = [row.code for row in free if row.group == "governance"]
    others = [row.code for row in free if row.group != "governance"]
    return sorted([*rng.sample(governance, 28), *rng.sample(others, EXEMPTED_EARLY - 28)])


def _exemptions(codes: list[str], rng: Random) -> list[TimelineRow]:
    """All before the first letter could be due, but for the late one, which has had the ladder of the extension."""
    days = [office_day(_between("1401-01-20", "1401-04-30", rng)) for _ in codes]
    rows = [_exempted(code, on, rng.choice(REASONS)) for code, on in zip(codes, days, strict=True)]
    return [*rows, _exempted(EXEMPTED_LATE, office_day(day("1402-02-16")), REASONS[0])]


def _exempted(code: str, on: date, reason: tuple[str, str]) -> TimelineRow:
    return TimelineRow(at=at(on, ANNOUNCES), agency=code, event="exempted", reason_fa=reason[0], reason_en=reason[1])


def _ordinary(rows: list[RosterRow], windows: tuple[tuple[str, str, int], ...], rng: Random) -> list[TimelineRow]:
    """Connect within the windows; the most used never become full before the headline, some others not at once."""
    order = iter(rng.sample(rows, len(rows)))
    timeline: list[TimelineRow] = []
    for first, last, many in windows:
        for row in islice(order, many):
            since = office_day(_between(first, last, rng))
            timeline += _connects(row, since, rng)
            timeline += _brings_online(row, since, rng)
    if (left := next(order, None)) is not None:
        raise ValueError(f"{left.code} connects in no window")
    return timeline


def _connects(row: RosterRow, since: date, rng: Random) -> list[TimelineRow]:
    claimed = since - timedelta(days=rng.choice((0, 0, 0, 0, 14, 28)))
    rows = [claims(row.code, claimed)]
    if row.code in MOST_USED:
        return [*rows, reports(row.code, since, END, all_but_last(row, rng.randint(2, 6)))]
    if rng.random() < 0.3 and since < day("1401-12-01"):
        full_since = since + timedelta(weeks=rng.randint(3, 12))
        partly = reports(row.code, since, at(full_since), all_but_last(row, rng.randint(1, 3)))
        if row.high_use_services + row.other_services > 1:
            return [*rows, partly, reports(row.code, full_since, END)]
    return [*rows, reports(row.code, since, END)]


def _brings_online(row: RosterRow, since: date, rng: Random) -> list[TimelineRow]:
    """Most reach the share some weeks after they connect; one in nine never does."""
    if rng.random() < 0.11:
        return falls_short(row, since, rng)
    reached = office_day(since + timedelta(days=rng.choice((0, 0, 7, 14, 21, 35, 60, 100, 150))))
    return reaches_share(row, min(reached, office_day(day("1402-04-15"))), rng)


def _affiliates(bodies: dict[str, RosterRow], rng: Random) -> list[TimelineRow]:
    timeline = [claims(code, office_day(day(on))) for code, on in CLAIM_ONLY]
    for prefix, low, high, first, last in CONNECTING_AFFILIATES:
        for number in range(low, high + 1):
            code, since = f"{prefix}-{number:02}", office_day(_between(first, last, rng))
            timeline += [claims(code, since), *_affiliate_reports(bodies[code], since)]
    return timeline


def _affiliate_reports(row: RosterRow, since: date) -> list[TimelineRow]:
    if row.code != SILENT_MUNICIPALITY:
        return [reports(row.code, since, END)]
    # Silent after the second deadline, and back: three steps of the ladder, the parent's among them.
    return [
        reports(row.code, since, at(day("1401-10-20"))),
        reports(row.code, office_day(day("1401-12-01")), END),
    ]


def _between(first: str, last: str, rng: Random) -> date:
    return day(first) + timedelta(days=rng.randint(0, (day(last) - day(first)).days))
