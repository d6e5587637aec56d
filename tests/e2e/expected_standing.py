"""The figures and the standing of `connect` that a scenario must bring about, worked out from its three files alone.

As `expected_letters.py`, whose reading of the files and of the rules it shares, it imports nothing of Mohlat's.

    python -m tests.e2e.expected_standing scenarios/khordad-1402
"""

import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from tests.e2e.expected_letters import Body, Law, connect_standing, midnight, read, standing_of


class Figure(NamedTuple):
    name: str
    numerator: int
    denominator: int

    @property
    def percent(self) -> float:
        return round(100 * self.numerator / self.denominator, 1)


class Stand(NamedTuple):
    """Of one body under the duty `connect`."""

    code: str
    group: str
    status: str
    grade: str


def expected_figures(folder: Path, at: datetime) -> list[Figure]:
    """`connected`, `fully_connected`, `claimed`, `digitized` of the core, `connected_affiliates` of the others.

    A body counts when it is bound and not exempt at the midnight `at`. Claimed is whoever is at least that far.
    """
    law, bodies = read(folder)
    core = [body for body in bodies if body.kind == "core" and not is_exempt(body, at)]
    affiliates = [body for body in bodies if body.kind == "affiliated" and not is_exempt(body, at)]
    grades = Counter(grade_of(body, law, at) for body in core)
    affiliate_grades = Counter(grade_of(body, law, at) for body in affiliates)
    proven = grades["proven"] + grades["full"]
    digitize = next(duty for duty in law.duties if duty["code"] == "digitize")
    return [
        Figure("connected", proven, len(core)),
        Figure("fully_connected", grades["full"], len(core)),
        Figure("connected_affiliates", affiliate_grades["proven"] + affiliate_grades["full"], len(affiliates)),
        Figure("claimed", proven + grades["claimed"], len(core)),
        Figure("digitized", sum(standing_of(body, digitize, law, at).met for body in core), len(core)),
    ]


def expected_standing(folder: Path, at: datetime) -> list[Stand]:
    """Every body as of the midnight `at`, which must lie a day or more from every deadline; sorted by code."""
    law, bodies = read(folder)
    duty = next(duty for duty in law.duties if duty["code"] == "connect")
    return sorted(
        Stand(body.code, body.group, status_of(body, duty, law, at), grade_of(body, law, at)) for body in bodies
    )


def status_of(body: Body, duty: dict[str, Any], law: Law, at: datetime) -> str:
    if is_exempt(body, at):
        return "exempt"
    standing = standing_of(body, duty, law, at)
    if standing.met:
        return "met"
    if standing.lapsed_from is not None:
        return "lapsed"
    deadline = [each for n, each in enumerate(law.deadlines) if n == 0 or each.announced_at < at][-1].at
    if at >= deadline + law.grace:
        return "overdue"
    return "at_risk" if at >= deadline - timedelta(days=14) else "pending"


def grade_of(body: Body, law: Law, at: datetime) -> str:
    """The connection grade: none, claimed, proven, full or silent. A closing leaves only what is claimed after it."""
    known = [statement for statement in body.statements if statement.known_at < at]
    closed = max((s.counted for s in known if s.event == "closed"), default=None)
    heartbeats = [s for s in known if s.event == "heartbeat" and (closed is None or s.counted >= closed)]
    if not heartbeats:
        claims = [s for s in known if s.event == "connected" and (closed is None or s.counted >= closed)]
        return "claimed" if claims else "none"
    if not connect_standing(known, law, at).met:
        return "silent"
    return "full" if max(heartbeats).services >= body.services else "proven"


def is_exempt(body: Body, at: datetime) -> bool:
    return body.exempt_from is not None and body.exempt_from < at


def main() -> None:
    folder = Path(sys.argv[1])
    law, _ = read(folder)
    end = midnight(law.ends + timedelta(days=1))
    for at in (instant for instant in (law.headline_as_of, end) if instant):
        print(at.isoformat())
        for figure in expected_figures(folder, at):
            print(f"  {figure.name:22} {figure.numerator:4} of {figure.denominator:4} {figure.percent:6.1f} %")
        counted = Counter((stand.group, stand.status, stand.grade) for stand in expected_standing(folder, at))
        for (group, status, grade), count in sorted(counted.items()):
            print(f"  {group:22} {status:8} {grade:8} {count:4}")


if __name__ == "__main__":
    main()
