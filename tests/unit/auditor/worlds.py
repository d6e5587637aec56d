"""Random worlds of one partition: laws, exemptions, catalogues, evidence late and out of order, outages, lagging ticks.

Everything lies on whole hours from START, so judging at every hour misses nothing.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from mohlat_contracts import DecodedEvent
from mohlat_contracts.clock import TickData
from mohlat_contracts.registry import Connect, Digitize, Level, Limits
from mohlat_contracts.verdicts import VerdictData
from msgspec import structs

from services.auditor.cases.auditing import Advance, PartitionAuditor
from services.auditor.cases.case import Case, fold
from services.auditor.rules.corrections import corrects
from services.auditor.rules.judge import judge
from services.auditor.rules.walk import verdict_event
from services.timekeeping.door import Door
from services.timekeeping.partition_time import TopicKind
from tests.unit.auditor import events
from tests.unit.auditor.events import hour

HOURS = 360
SERVICES = ("s1", "s2", "s3")


class Record(NamedTuple):
    """One record of a topic: facts of one agency, or a tick, or both; and when the broker appended it."""

    known_at: datetime
    agency: str
    facts: tuple[DecodedEvent, ...]
    tick: TickData | None = None
    appended_at: datetime | None = None


class World(NamedTuple):
    facts: list[Record]
    door: Door
    registry: list[Record]
    evidence: list[Record]
    behind: int = 0


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - chance that can be repeated is the point


def world(seed: int, agencies: int = 2) -> World:
    rng = dice(seed)
    door = _door(rng)
    entered, evidence = [], []
    for n in range(agencies):
        entered += laws(rng, f"agency-{n}")
        evidence += _evidence(rng, f"agency-{n}", door)
    registry_ticks = [events.tick(hour(0), hour(to)) for to in [*range(1, HOURS, rng.choice([1, 7, 24])), HOURS]]
    return World(
        entered + evidence,
        door,
        log(rng, entered, registry_ticks),
        log(rng, evidence, list(_evidence_ticks(rng, door))),
    )


def log(rng: random.Random, facts: list[Record], ticks: list[TickData]) -> list[Record]:
    """What a writer appends: each fact before the tick that passes its known_at; some twice, some again much later."""
    out: list[Record] = []
    waiting = sorted(facts, key=lambda record: record.known_at)
    for tick in ticks:
        while waiting and waiting[0].known_at < tick.open_to:
            out += [waiting.pop(0)] * rng.choice([1, 1, 2])
        out.append(Record(tick.open_to, "", (), tick))
        if rng.random() < 0.1:
            out.append(rng.choice(out))
    return out


def interleavings(rng: random.Random, a: list[Record], b: list[Record]) -> Iterator[tuple[TopicKind, Record]]:
    """Both logs, each in its own order."""
    at, bias = [0, 0], rng.random()
    while at[0] < len(a) or at[1] < len(b):
        first = at[1] >= len(b) or (at[0] < len(a) and rng.random() < bias)
        yield ("registry", a[at[0]]) if first else ("evidence", b[at[1]])
        at[0 if first else 1] += 1


def read(auditor: PartitionAuditor, topic: TopicKind, record: Record) -> Advance | None:
    if record.facts:
        auditor.facts(topic, record.agency, record.facts, record.known_at)
    return auditor.tick(topic, record.tick, record.appended_at) if record.tick else None


def reference(facts: list[Record], door: Door, w: datetime) -> dict[str, list[str]]:
    """Verdict ids by agency: everything known from the outset, judged at every hour before W."""
    return {agency: list(_history(case, door, w)) for agency, case in cases(facts).items()}


def cases(facts: list[Record]) -> dict[str, Case]:
    folded: dict[str, Case] = {}
    for record in facts:
        case = folded.get(record.agency) or Case(agency=record.agency)
        folded[record.agency] = fold(case, record.facts, record.known_at)
    return folded


def conclusion(verdict: VerdictData | None) -> tuple[object, ...] | None:
    if verdict is None:
        return None
    return (
        *(verdict.status, verdict.reason, verdict.grade, verdict.effective_at, verdict.first_met_at),
        *(verdict.deadline_revision, verdict.timeliness, verdict.milestones, verdict.shares),
    )


def every_hour(w: datetime) -> Iterator[datetime]:
    return (hour(n) for n in range(HOURS + 100) if hour(n) < w)


def _history(case: Case, door: Door, w: datetime) -> Iterator[str]:
    last: dict[str, VerdictData] = {}
    for at in every_hour(w):
        for code, verdict in judge(case, door, at).items():
            if code not in last and verdict.reason == "not_bound":
                continue
            if conclusion(verdict) != conclusion(last.get(code)):
                before = last.get(code)
                if before is not None and corrects(verdict, before):
                    verdict = structs.replace(verdict, supersedes=verdict_event(before).id)
                last[code] = verdict
                yield verdict_event(verdict).id


def _door(rng: random.Random) -> Door:
    door, at = Door(), 0
    while at < HOURS:
        start = at + rng.choice([0, 0, 0, 1, rng.randint(1, 100)])
        at = start + rng.randint(5, 100)
        door = door.union(hour(start), hour(min(at, HOURS)))
    return door


def _evidence_ticks(rng: random.Random, door: Door) -> Iterator[TickData]:
    for epoch, (start, end) in enumerate(door.intervals):
        while start < end:
            to = min(end, start + timedelta(hours=rng.choice([1, 6, 24, 30])))
            yield events.tick(start, to, epoch=epoch)
            start = to


def laws(rng: random.Random, agency: str) -> list[Record]:
    limits = Limits(
        silent_after_days=rng.randint(2, 4), at_risk_days=rng.randint(0, 4), grace_open_hours=rng.choice([0, 3, 12, 24])
    )
    grade = Connect(grade=rng.choice(["claimed", "proven", "proven", "full"]))
    share = Digitize(
        share_percent=rng.choice([30, 60, 100]),
        level=rng.choice(["partly_online", "fully_online"]),
        among=rng.choice(["high_use", "all"]),
        by=rng.choice(["count", "count", "use"]),
        proof=rng.choice(["claimed", "claimed", "certified"]),
    )
    out = [Record(hour(rng.randrange(48)), agency, (_catalogue(rng, agency, n),)) for n in range(rng.randint(0, 2))]
    for obligation in (grade, share):
        deadlines = [hour(rng.randint(24, HOURS - 60))]
        bound = _span(rng, 1) if rng.random() < 0.3 else ((events.START, None),)
        for revision, known in enumerate(sorted(rng.randrange(HOURS) for _ in range(rng.randint(1, 3)))):
            known_at = hour(known if revision else rng.randrange(40))
            fact = events.duty(
                deadlines,
                obligation=obligation,
                limits=limits,
                bound=bound,
                revision=revision,
                milestones=_milestones(rng),
                agency=agency,
            )
            out.append(Record(known_at, agency, (fact,)))
            deadlines = [*deadlines, deadlines[-1] + timedelta(hours=rng.randint(10, 90))]
            bound = _span(rng, 2) if rng.random() < 0.2 else bound
    for n in range(rng.choice([0, 0, 1, 2])):
        fact = events.exemption(_span(rng, 2), revision=n, agency=agency)
        out.append(Record(hour(rng.randrange(HOURS)), agency, (fact,)))
    return out + _certificates(rng, agency)


def _milestones(rng: random.Random) -> dict[str, tuple[datetime, int | None]]:
    return {
        f"m{n}": (hour(rng.randrange(HOURS)), rng.choice([None, 20, 50, 90])) for n in range(rng.choice([0, 0, 1, 2]))
    }


def _certificates(rng: random.Random, agency: str) -> list[Record]:
    """Some services, each with its certificates; some are corrected later."""
    levels: list[Level] = ["partly_online", "fully_online", "fully_online", "information_only"]
    return [
        Record(
            hour(rng.randrange(HOURS)),
            agency,
            (
                events.certified(
                    service, [(rng.choice(levels), *span) for span in _span(rng, 2)], revision=n, agency=agency
                ),
            ),
        )
        for service in rng.sample(SERVICES, rng.randint(0, len(SERVICES)))
        for n in range(rng.choice([1, 1, 2]))
    ]


def _catalogue(rng: random.Random, agency: str, revision: int) -> DecodedEvent:
    listed = {code: _span(rng, 1) if rng.random() < 0.3 else ((events.START, None),) for code in SERVICES}
    yearly_use = {code: rng.choice([0, 1, 5, 40]) for code in SERVICES if rng.random() < 0.8}
    return events.catalogue(listed, high_use=rng.randint(0, 3), yearly_use=yearly_use, revision=revision, agency=agency)


def _span(rng: random.Random, most: int) -> list[tuple[datetime, datetime | None]]:
    out: list[tuple[datetime, datetime | None]] = []
    for _ in range(rng.randint(0, most)):
        start = rng.randrange(HOURS)
        out.append((hour(start), hour(start + rng.randint(1, 120)) if rng.random() < 0.7 else None))
    return out


def _evidence(rng: random.Random, agency: str, door: Door) -> list[Record]:
    out = []
    for n in range(rng.randint(0, 24)):
        arrival = rng.randrange(HOURS)
        if not any(start <= hour(arrival) < end for start, end in door.intervals):
            continue
        own = hour(arrival - rng.choice([0, 0, 0, 1, -1, rng.randint(0, 30), rng.randint(0, 90)]))
        # Now and then an id is used again, for something else.
        name = f"{agency}-{rng.randrange(n + 1) if rng.random() < 0.2 else n}"
        out.append(Record(hour(arrival), agency, (piece(rng, agency, own, name),)))
        if rng.random() < 0.1:  # the agency sends it again, and it is stamped anew
            out.append(out[-1]._replace(known_at=_later_arrival(rng, hour(arrival), door)))
    return out


def _later_arrival(rng: random.Random, arrival: datetime, door: Door) -> datetime:
    later = [hour(n) for n in range(HOURS) if hour(n) > arrival and door.open_time(hour(n), hour(n + 1))]
    return rng.choice(later) if later else arrival


def piece(rng: random.Random, agency: str, own: datetime, id: str) -> DecodedEvent:
    kind = rng.choice(["heartbeat"] * 6 + ["established", "closed"] + ["digitized"] * 5)
    if kind == "heartbeat":
        services = SERVICES if rng.random() < 0.6 else SERVICES[: rng.randint(0, 3)]
        return events.heartbeat(own, *services, agency=agency, id=id)
    if kind == "digitized":
        levels: list[Level] = ["partly_online", "fully_online", "fully_online", "information_only"]
        return events.digitized(own, rng.choice(SERVICES), rng.choice(levels), agency=agency, id=id)
    return (events.established if kind == "established" else events.closed)(own, agency=agency, id=id)
