"""Bodies, definitions and censuses to count in tests; small ones by hand, random ones from a seed."""

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import strategies as st
from mohlat_contracts.registry import AgencyKind, Level, Measure, Proof
from mohlat_contracts.verdicts import ConnectionGrade, FactName, Outcome, Share, Status, Timeliness

from services.auditor.figures.bodies import Body, Census
from services.auditor.figures.definitions import LATENESS, Among, Counts, Definition, Over, ShareWanted

DAY_1 = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
"""The end of 24 Khordad 1402."""
DAY_2 = DAY_1 + timedelta(days=7)
"""The end of 31 Khordad 1402."""
EARLIER = DAY_1 - timedelta(days=30)

KINDS: tuple[AgencyKind, ...] = ("core", "core", "core", "affiliated", "affiliated", "sandbox")
STATUSES: tuple[Status | None, ...] = (None, "exempt", "met", "pending", "at_risk", "overdue", "lapsed")
GRADES: tuple[ConnectionGrade, ...] = ("none", "claimed", "proven", "full", "silent")
PROVINCES = ("fars", "gilan", "yazd")


def fact(number: int) -> FactName:
    return FactName(id=f"fact-{number}", sha256=f"{number:064x}")


def a_body(code: str, status: Status | None = "met", grade: ConnectionGrade | None = "full", **changes: Any) -> Body:
    """A judged core body."""
    return Body(**{"code": code, "kind": "core", "judged": True, "status": status, "grade": grade, **changes})


def bodies(prefix: str, count: int, status: Status | None, grade: ConnectionGrade | None, **changes: Any) -> list[Body]:
    """So many bodies alike: `prefix-000`, `prefix-001` …"""
    return [a_body(f"{prefix}-{n:03}", status, grade, **changes) for n in range(count)]


def a_census(
    of: Iterable[Body],
    as_of: datetime = DAY_1,
    known_at: datetime | None = None,
    *,
    duty: str = "connect",
    w: Mapping[int, datetime | None] | None = None,
) -> Census:
    return Census(duty=duty, as_of=as_of, known_at=known_at or as_of, bodies=tuple(of), w=dict(w or {}))


def a_definition(**changes: Any) -> Definition:
    """Core bodies with the duty, less the exempt, whose connection is proven."""
    return Definition(
        **{
            "name": "some_figure",
            "duty": "connect",
            "counts": "proven",
            "label_fa": "رقم",
            "label_en": "Some figure",
            "definition_fa": "دستگاه‌هایی که شمرده می‌شوند",
            "definition_en": "Bodies that count",
            **changes,
        }
    )


CODES = [f"body-{n}" for n in range(8)]
SEEDS = st.integers(min_value=0, max_value=2**32)


LEVELS: tuple[Level, ...] = ("partly_online", "fully_online")


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - chance that can be repeated is the point


def random_body(rng: random.Random, code: str, known_before: datetime) -> Body:
    return Body(
        code=code,
        kind=rng.choice(KINDS),
        judged=rng.random() < 0.8,
        status=rng.choice(STATUSES),
        grade=rng.choice(GRADES),
        group=rng.choice(["banks", "universities"]),
        parent=rng.choice([None, "body-0", "body-1"]),
        partition=rng.randrange(3),
        traits=rng.choice([{}, *({"province": each} for each in PROVINCES)]),
        timeliness=tuple(a_deadline(n, rng.choice(get_args(Outcome))) for n in range(rng.randrange(3))),
        shares=tuple(a_share(level, rng.randint(0, 4), 4) for level in LEVELS if rng.random() < 0.5),
        facts=tuple(fact(rng.randrange(20)) for _ in range(rng.randrange(4))),
        known_at=known_before - timedelta(hours=rng.randint(1, 400)),
        rules=rng.choice(["1", "1", "2"]),
    )


def a_deadline(revision: int, outcome: Outcome) -> Timeliness:
    return Timeliness(revision=revision, deadline=EARLIER + timedelta(days=revision), outcome=outcome)


def a_share(level: Level, reached: int, whole: int, by: Measure = "count", proof: Proof = "claimed") -> Share:
    return Share(level=level, by=by, proof=proof, reached=reached, whole=whole)


def random_census(
    rng: random.Random, as_of: datetime | None = None, known_at: datetime | None = None, duty: str | None = None
) -> Census:
    """Any bodies among CODES, as of one of two dates, known at one of two."""
    as_of, known_at = as_of or rng.choice([DAY_1, DAY_2]), known_at or rng.choice([DAY_1, DAY_2])
    codes = rng.sample(CODES, rng.randint(0, len(CODES)))
    w = {n: rng.choice([None, DAY_1, DAY_2]) for n in range(rng.randrange(4))}
    of = [random_body(rng, code, known_at) for code in codes]
    return a_census(of, as_of, known_at, duty=duty or rng.choice(["connect", "report"]), w=w)


def random_definition(rng: random.Random, duty: str = "connect") -> Definition:
    counts: Counts = rng.choice(get_args(Counts))
    wanted = ShareWanted(level=rng.choice(LEVELS), percent=rng.choice([25, 50, 100]))
    return a_definition(
        duty=duty,
        counts=counts,
        under=rng.choice([None, 0, 1]) if counts in LATENESS else None,
        share=wanted if counts == "share" else None,
        over=rng.choice(get_args(Over)),
        among=rng.choice(get_args(Among)),
        group=rng.choice([None, None, "banks"]),
        parent=rng.choice([None, None, "body-0"]),
        where=rng.choice([{}, {}, {"province": ("fars", "gilan")}]),
    )
