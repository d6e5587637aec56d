"""The letters a scenario must bring about, worked out from its three files alone.

Nothing of Mohlat is imported here: this is a second, slow reading of the rules, day by day, to compare the real run
with. It assumes what every scenario folder keeps to: the intake is always open, every event is sent the moment it
happens unless its agency is `offline`, and nothing becomes known exactly at a midnight.

    python tests/e2e/expected_letters.py scenarios/khordad-1402
"""

import csv
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml

TEHRAN = ZoneInfo("Asia/Tehran")

# (step, recipient, days from the anchor), in the order in which they fall due.
LADDER = (
    ("30_days_before", "agency", -30),
    ("14_days_before", "agency", -14),
    ("7_days_before", "agency", -7),
    ("1_day_before", "agency", -1),
    ("1_day_after", "agency", 1),
    ("7_days_after", "parent", 7),
    ("14_days_after", "oversight_committee", 14),
    ("21_days_after", "inspection_organisation", 21),
    ("30_days_after", "article_90_commission", 30),
)


class Letter(NamedTuple):
    agency: str
    duty: str
    deadline_revision: int
    step: str
    recipient: str
    at: datetime


class Statement(NamedTuple):
    """Something an agency sent. `counted` is the instant that counts for it, `known_at` when it arrived."""

    counted: datetime
    known_at: datetime
    event: str
    services: frozenset[str]
    level: str


class Deadline(NamedTuple):
    announced_at: datetime
    at: datetime


@dataclass
class Body:
    code: str
    kind: str
    group: str
    parent: str | None
    high_use: frozenset[str]
    services: frozenset[str]
    exempt_from: datetime | None = None
    statements: list[Statement] = field(default_factory=list)


class Law(NamedTuple):
    starts: date
    ends: date
    headline_as_of: datetime | None
    silence: timedelta
    grace: timedelta
    deadlines: list[Deadline]
    duties: list[dict[str, Any]]


# --- the calendar -----------------------------------------------------------------------------------------------------


def civil_day(jalali: str) -> date:
    """The civil day of a Jalali date between 1 Farvardin 1400 and the end of 1403.

    1 Farvardin 1400 was 21 March 2021. Of these years only 1403 is a leap year, and it is the last; so every year
    before it has 365 days. A month has 31 days up to Shahrivar and 30 from Mehr on; Esfand, the last, does not matter.
    """
    year, month, day = (int(part) for part in jalali.split("-"))
    if not (1400 <= year <= 1403 and 1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError(f"{jalali} is not a day this calendar knows")
    days_before_month = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return date(2021, 3, 21) + timedelta(days=365 * (year - 1400) + days_before_month + day - 1)


def midnight(day: date) -> datetime:
    """The start of a day in Tehran."""
    return datetime.combine(day, time(), TEHRAN).astimezone(UTC)


def end_of(jalali: str) -> datetime:
    return midnight(civil_day(jalali) + timedelta(days=1))


def first_midnight_from(instant: datetime) -> date:
    """The first day in Tehran that starts at the instant or later."""
    day = instant.astimezone(TEHRAN).date()
    return day if midnight(day) >= instant else day + timedelta(days=1)


def weekly(first: datetime, until: datetime) -> list[datetime]:
    """Every seventh day at the same hour in Tehran, while before `until`."""
    local, instants = first.astimezone(TEHRAN), []
    while (at := local.astimezone(UTC)) < until:
        instants.append(at)
        local += timedelta(days=7)  # arithmetic on a Tehran time keeps its wall clock
    return instants


# --- reading the three files ------------------------------------------------------------------------------------------


def read(folder: Path) -> tuple[Law, list[Body]]:
    law = read_law(folder / "law.yaml")
    bodies = {body.code: body for body in read_roster(folder / "roster.csv")}
    read_timeline(folder / "timeline.csv", bodies, law.grace)
    return law, list(bodies.values())


def read_law(path: Path) -> Law:
    text = yaml.safe_load(path.read_text("utf-8"))
    mandate = text["mandate"]
    starts = civil_day(text["starts"])
    chain = [Deadline(midnight(starts), end_of(mandate["deadline"]))]
    chain += [Deadline(extension["announced_at"], end_of(extension["deadline"])) for extension in mandate["extensions"]]
    return Law(
        starts,
        civil_day(text["ends"]),
        text.get("headline_as_of"),
        timedelta(days=mandate["limits"]["silent_after_days"]),
        timedelta(hours=mandate["limits"]["grace_open_hours"]),
        chain,
        mandate["duties"],
    )


def read_roster(path: Path) -> list[Body]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [_body(row) for row in csv.DictReader(lines)]


def _body(row: dict[str, str]) -> Body:
    high, other = int(row["high_use_services"]), int(row["other_services"])
    services = [f"{row['code']}-s{n:02}" for n in range(1, high + other + 1)]
    return Body(
        row["code"], row["kind"], row["group"], row["parent"] or None, frozenset(services[:high]), frozenset(services)
    )


def read_timeline(path: Path, bodies: dict[str, Body], grace: timedelta) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    offline = [(r["agency"], _instant(r["at"]), _instant(r["until"])) for r in rows if r["event"] == "offline"]
    for row in rows:
        body, at = bodies[row["agency"]], _instant(row["at"])
        if row["event"] == "exempted":
            body.exempt_from = at
        elif row["event"] == "heartbeat":
            reached = body.services if row["services"] == "all" else frozenset(row["services"].split(";"))
            for instant in weekly(at, _instant(row["until"])):
                body.statements.append(_statement(body.code, instant, "heartbeat", reached, "", offline, grace))
        elif row["event"] != "offline":
            service = frozenset({row["service"]} - {""})
            body.statements.append(_statement(body.code, at, row["event"], service, row["level"], offline, grace))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _statement(
    code: str,
    at: datetime,
    event: str,
    services: frozenset[str],
    level: str,
    offline: list[tuple[str, datetime, datetime]],
    grace: timedelta,
) -> Statement:
    """Sent at once, or at the end of the time offline; counts when it happened if heard within the grace, else then."""
    known_at = next((until for agency, since, until in offline if agency == code and since <= at < until), at)
    counted = at if known_at - at <= grace else known_at
    return Statement(counted, known_at, event, services, level)


# --- the rules, as of a midnight --------------------------------------------------------------------------------------


class Standing(NamedTuple):
    """Of one duty of one body. `lapsed_from`: since when it, once met, is met no longer."""

    met: bool
    lapsed_from: datetime | None = None


def standing_of(body: Body, duty: dict[str, Any], law: Law, at: datetime) -> Standing:
    known = [s for s in body.statements if s.known_at < at]
    if duty["obligation"]["kind"] == "connect":
        return connect_standing(known, law, at)
    return digitize_standing(body, known, duty["obligation"])


def connect_standing(known: list[Statement], law: Law, at: datetime) -> Standing:
    """Met by a heartbeat (grade proven), until a later closing, or silence for the limit and the grace on top of it."""
    heartbeats = [s.counted for s in known if s.event == "heartbeat"]
    if not heartbeats:
        return Standing(met=False)
    last = max(heartbeats)
    closed = [s.counted for s in known if s.event == "closed" and s.counted > last]
    if closed:
        return Standing(met=False, lapsed_from=min(closed))
    if at > last + law.silence + law.grace:
        return Standing(met=False, lapsed_from=last + law.silence)
    return Standing(met=True)


def digitize_standing(body: Body, known: list[Statement], obligation: dict[str, Any]) -> Standing:
    """Met once the share of high-use services at the level asked for is reached. No scenario lets it fall again."""
    level: dict[str, str] = {}
    for statement in sorted(s for s in known if s.event == "digitized"):
        (service,) = statement.services
        if level.get(service) == obligation["level"] != statement.level:
            raise ValueError(f"{service} falls back from {obligation['level']}: not modelled here")
        level[service] = statement.level
    online = sum(level.get(service) == obligation["level"] for service in body.high_use)
    return Standing(met=bool(body.high_use) and 100 * online >= obligation["share_percent"] * len(body.high_use))


# --- the letters ------------------------------------------------------------------------------------------------------


def expected_letters(folder: Path) -> list[Letter]:
    """Every letter, in order of time, agency and duty."""
    law, bodies = read(folder)
    letters = []
    for body in bodies:
        for duty in law.duties:
            if body.kind in duty["binds"]["kinds"]:
                letters += letters_of(body, duty, law)
    return sorted(letters, key=lambda letter: (letter.at, letter.agency, letter.duty))


def letters_of(body: Body, duty: dict[str, Any], law: Law) -> list[Letter]:
    """Midnight by midnight: of the steps that are due, the latest, unless it was sent before."""
    letters: list[Letter] = []
    day = law.starts
    while day <= law.ends:
        day += timedelta(days=1)
        at = midnight(day)
        if body.exempt_from is not None and body.exempt_from < at:
            continue
        standing = standing_of(body, duty, law, at)
        if standing.met:
            continue
        revision = max(n for n, deadline in enumerate(law.deadlines) if n == 0 or deadline.announced_at < at)
        sent = {letter.step: letter.at for letter in letters if letter.deadline_revision == revision}
        step = latest_due(body, law.deadlines[revision].at, standing.lapsed_from, sent, day)
        if step is not None and not sent_or_superseded(step[0], sent):
            letters.append(Letter(body.code, duty["code"], revision, *step, at))
    return letters


def sent_or_superseded(step: str, sent: dict[str, datetime]) -> bool:
    """Sent itself, or left out for good because a later step was sent in its place."""
    order = [name for name, _, _ in LADDER]
    return any(order.index(other) >= order.index(step) for other in sent)


def latest_due(
    body: Body, deadline: datetime, lapsed_from: datetime | None, sent: dict[str, datetime], today: date
) -> tuple[str, str] | None:
    """The last step of the ladder that is due today, sent or not; those before it that were never sent stay unsent."""
    anchor = first_midnight_from(deadline if lapsed_from is None else max(deadline, lapsed_from))
    due = None
    previous: tuple[int, date] | None = None  # offset of the last rung sent, and the day it was accepted
    for step, recipient, offset in LADDER:
        if (recipient == "parent" and body.parent is None) or (lapsed_from is not None and offset < 0):
            continue
        falls = anchor + timedelta(days=offset)
        if previous is not None:  # a rung waits from the acceptance of the one before
            falls = max(falls, previous[1] + timedelta(days=offset - previous[0]))
        if falls <= today:
            due = (step, recipient)
        if step in sent:
            previous = (offset, sent[step].astimezone(TEHRAN).date())
    return due


def main() -> None:
    letters = expected_letters(Path(sys.argv[1]))
    for (step, recipient), count in sorted(Counter((x.step, x.recipient) for x in letters).items()):
        print(f"{step:16} {recipient:24} {count:5}")
    for revision, count in sorted(Counter(x.deadline_revision for x in letters).items()):
        print(f"{'deadline':16} {revision:<24} {count:5}")
    print(f"{'total':41} {len(letters):5}")


if __name__ == "__main__":
    main()
