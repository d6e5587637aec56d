"""A slightly larger history: core bodies with affiliates in two provinces, two duties, a correction."""

from collections.abc import Iterator
from typing import Any

from mohlat_contracts import Event, sources
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import (
    AgencyRegistered,
    Deadline,
    Digitize,
    DutyAssigned,
    DutyData,
    EveryAffiliate,
    Group,
    Limits,
    RollUpRule,
)
from mohlat_contracts.topics import REGISTRY, VERDICTS, Topic
from mohlat_contracts.verdicts import Outcome, Share, VerdictReached
from msgspec import structs

from services.plumbing.publisher import Outgoing
from tests.integration.scoreboard.history import (
    ANNOUNCED,
    DAY,
    END,
    EXTENDED,
    ORIGINAL,
    START,
    an_instrument,
    assigned,
    outgoing,
    reached,
    registered,
    ticks,
)

UNIVERSITIES = Group(code="universities", name_fa="دانشگاه‌ها", name_en="Universities")
BODIES: dict[str, dict[str, Any]] = {
    "aa": {"province": "fars"},
    "bb": {"province": "gilan"},
    "cc": {"group": UNIVERSITIES},
    "dd": {"kind": "affiliated", "parent": "aa", "province": "fars"},
    "ee": {"kind": "affiliated", "parent": "aa"},
    "ff": {"kind": "affiliated", "parent": "bb"},
    "trial": {"kind": "sandbox"},
}
ON_TIME: tuple[Outcome, ...] = ("late", "on_time")
UNMET: tuple[Outcome, ...] = ("unmet", "unmet")


def country(prefix: str = "") -> list[Outgoing]:
    """Judged through END: aa and dd full, bb proven and lapsed later, cc, ee and ff never connected; aa digitized."""
    return [*(outgoing(prefix, topic, event, key=code) for topic, code, event in _events()), *ticks(prefix, END)]


def _events() -> Iterator[tuple[Topic, str, Event]]:
    for code, placed in BODIES.items():
        yield REGISTRY, code, _placed(code, placed)
        yield from ((REGISTRY, code, _rolled_up(assigned(code, revision))) for revision in (0, 1))
        yield VERDICTS, code, reached(code, "pending", "before_deadline", START)
    for code in ("aa", "dd", "trial"):
        yield VERDICTS, code, _met(code, "full")
    yield VERDICTS, "bb", _met("bb", "proven")
    yield VERDICTS, "bb", reached("bb", "lapsed", "silent", EXTENDED + 9 * DAY, "silent", outcomes=ON_TIME)
    for code in ("cc", "ee", "ff"):
        late = reached(code, "overdue", "deadline_passed", EXTENDED + DAY, outcomes=UNMET, effective_at=EXTENDED)
        yield VERDICTS, code, late
    for code in ("aa", "bb"):
        yield REGISTRY, code, digitizing(code)
        yield VERDICTS, code, digitized(code)


def _placed(code: str, placed: dict[str, Any]) -> AgencyRegistered:
    return registered(code, **placed)


def _met(code: str, grade: Any) -> VerdictReached:
    at = ANNOUNCED + DAY
    return reached(code, "met", "in_force", at, grade, outcomes=ON_TIME, first_met_at=at)


def _rolled_up(event: DutyAssigned, rule: RollUpRule | None = None) -> DutyAssigned:
    """Only aa's duty says how it stands with its affiliates."""
    if event.data.agency != "aa":
        return event
    return structs.replace(event, data=structs.replace(event.data, roll_up=rule or EveryAffiliate()))


def digitizing(code: str) -> DutyAssigned:
    data = DutyData(
        agency=code,
        duty="digitize",
        mandate="window",
        revision=0,
        name_fa="خدمات غیرحضوری",
        name_en="Services online",
        obligation=Digitize(share_percent=30, level="fully_online"),
        limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
        bound=(Span(start=START),),
        deadlines=(Deadline(revision=0, at=ORIGINAL, announced_at=START, instrument=an_instrument("0")),),
    )
    return DutyAssigned(id=f"{code}-digitize", source=sources.REGISTRY, time=START, data=data)


def digitized(code: str) -> VerdictReached:
    """aa has 3 of 10 services fully online, bb 1 of 10."""
    online = {"aa": 3, "bb": 1}[code]
    shares = tuple(
        Share(level=level, by="count", proof=proof, reached=online if proof == "claimed" else 0, whole=10)
        for level in ("partly_online", "fully_online")
        for proof in ("claimed", "certified")
    )
    met = code == "aa"
    event = reached(code, "met" if met else "overdue", "in_force" if met else "deadline_passed", ORIGINAL + 2 * DAY)
    data = structs.replace(event.data, duty="digitize", grade=None, shares=shares)
    return structs.replace(event, id=f"{code}-digitized", data=data)
