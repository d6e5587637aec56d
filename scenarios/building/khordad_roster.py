"""The 173 core agencies and 96 affiliates of `khordad-1402`.

A body has its real name only where the founding article names it and says how it stands; all others are synthetic.
"""

from random import Random

from scenarios.building.rows import RosterRow, mailbox, synthetic_name

# Real bodies: code, Persian, English, group, high-use and other services (the counts are invented).
NAMED = (
    ("sanjesh", "سازمان سنجش", "Sanjesh (the assessment organisation)", "knowledge", 6, 3),
    ("hadafmandi", "سازمان هدفمندی", "Hadafmandi (the subsidies organisation)", "social", 5, 2),
    ("setad", "سامانهٔ ستاد", "SETAD (the procurement system)", "economy", 4, 2),
    ("health-ministry", "وزارت بهداشت", "Health Ministry", "social", 7, 4),
)
# Synthetic stand-ins for parents of whose own standing the article says nothing.
PARENTS = (
    ("science-parent", "دستگاه بالادست دانشگاه‌های علوم", "Parent agency of the Science universities", "knowledge"),
    ("municipal-parent", "دستگاه بالادست شهرداری‌ها", "Parent agency of the municipalities", "infrastructure"),
    ("agriculture-parent", "دستگاه بالادست جهاد کشاورزی", "Parent agency of Agriculture-Jihad", "infrastructure"),
)
BANKS = 8
# Synthetic agencies by group; with the seven above and the banks they make 173.
AGENCIES = {"economy": 30, "infrastructure": 30, "social": 25, "knowledge": 25, "governance": 48}
MOST_USED = ("bank-01", "bank-02", "bank-05", "agency-007", "agency-019", "agency-038", "agency-066", "agency-088")
"""The eight whose services the public uses most; by the article not yet fully connected."""

# Affiliates: prefix, Persian, English, group, parent, how many.
AFFILIATES = (
    ("science-university", "دانشگاه نمونهٔ {} وزارت علوم", "Sample Science Ministry university", "science-universities",
     "science-parent", 26),
    ("health-university", "دانشگاه نمونهٔ {} وزارت بهداشت", "Sample Health Ministry university", "health-universities",
     "health-ministry", 14),
    ("hospital", "بیمارستان نمونهٔ {}", "Sample hospital", "hospitals", "health-ministry", 15),
    ("municipality", "شهرداری نمونهٔ {} مرکز استان", "Sample municipality of a provincial capital", "municipalities",
     "municipal-parent", 31),
    ("agriculture-body", "واحد نمونهٔ {} جهاد کشاورزی", "Sample body of Agriculture-Jihad", "agriculture-bodies",
     "agriculture-parent", 10),
)  # fmt: skip


def roster(rng: Random) -> list[RosterRow]:
    """All 269 bodies, core agencies first."""
    return [*_named(), *_parents(rng), *_banks(rng), *_agencies(rng), *_affiliates(rng)]


def _named() -> list[RosterRow]:
    return [
        RosterRow(
            code=code,
            name_fa=fa,
            name_en=en,
            group=group,
            kind="core",
            synthetic=False,
            contact_email=mailbox(code),
            high_use_services=high_use,
            other_services=other,
        )
        for code, fa, en, group, high_use, other in NAMED
    ]


def _parents(rng: Random) -> list[RosterRow]:
    return [_core(rng, code, (f"{fa} (ساختگی)", f"{en} (synthetic)"), group) for code, fa, en, group in PARENTS]


def _banks(rng: Random) -> list[RosterRow]:
    names = [synthetic_name("بانک دولتی نمونهٔ {}", "Sample state bank", n) for n in range(1, BANKS + 1)]
    return [_core(rng, f"bank-{n:02}", name, "banks") for n, name in enumerate(names, 1)]


def _agencies(rng: Random) -> list[RosterRow]:
    groups = [group for group, many in AGENCIES.items() for _ in range(many)]
    names = [synthetic_name("دستگاه نمونهٔ {}", "Sample agency", n) for n in range(1, len(groups) + 1)]
    return [_core(rng, f"agency-{n:03}", names[n - 1], group) for n, group in enumerate(groups, 1)]


def _core(rng: Random, code: str, names: tuple[str, str], group: str) -> RosterRow:
    high_use = rng.randint(12, 20) if code in MOST_USED else rng.randint(2, 10)
    return RosterRow(
        code=code,
        name_fa=names[0],
        name_en=names[1],
        group=group,
        kind="core",
        contact_email=mailbox(code),
        high_use_services=high_use,
        other_services=rng.randint(0, 6),
    )


def _affiliates(rng: Random) -> list[RosterRow]:
    return [
        _affiliate(rng, f"{prefix}-{n:02}", synthetic_name(fa, en, n), group, parent)
        for prefix, fa, en, group, parent, many in AFFILIATES
        for n in range(1, many + 1)
    ]


def _affiliate(rng: Random, code: str, names: tuple[str, str], group: str, parent: str) -> RosterRow:
    return RosterRow(
        code=code,
        name_fa=names[0],
        name_en=names[1],
        group=group,
        kind="affiliated",
        parent=parent,
        contact_email=mailbox(code),
        high_use_services=rng.randint(1, 3),
        other_services=rng.randint(0, 2),
    )
