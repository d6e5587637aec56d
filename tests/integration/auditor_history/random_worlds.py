"""Random registrations and verdicts as their writers would publish them, and how they read without any table."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import get_args

from mohlat_contracts import Event, sources
from mohlat_contracts.registry import (
    AgencyData,
    AgencyKind,
    AgencyRegistered,
    AgencySpan,
    Connect,
    Deadline,
    DutyAssigned,
    DutyData,
    Group,
    Limits,
)
from mohlat_contracts.topics import NOTICES, REGISTRY, VERDICTS, Topic
from mohlat_contracts.verdicts import (
    ConnectionGrade,
    FactName,
    Outcome,
    Reason,
    Share,
    Status,
    Timeliness,
    VerdictData,
    VerdictReached,
)

from services.auditor.figures.bodies import Body, Census, reached
from services.auditor.figures.placing import listed
from services.plumbing.publisher import Outgoing
from services.plumbing.records import Record
from services.plumbing.topics import partition_of
from tests.integration.scoreboard.history import DEADLINES, PARTITIONS, START, an_instrument, as_read, outgoing, ticked

DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)
CODES = [f"body-{n}" for n in range(9)]
DUTIES = ("connect", "digitize")
DAYS = 40
KINDS: tuple[AgencyKind, ...] = ("core", "core", "core", "affiliated", "sandbox")
PROVINCES = (None, "fars", "gilan")


class World:
    """What was said, in the order of saying, and how far each partition was judged."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - chance that can be repeated is the point
        self.registered: list[AgencyRegistered] = list(self._registrations())
        self.assigned = [assigned(code, duty) for code in CODES for duty in DUTIES]
        self.verdicts: list[VerdictReached] = list(self._verdicts())
        self.w = {n: START + self.rng.choice([DAYS, DAYS, 25]) * DAY for n in range(PARTITIONS)}

    def records(self) -> list[Record]:
        """In a random order, some of them twice; the ticks anywhere among them."""
        registered = [(REGISTRY, each, each.data.agency) for each in self.registered]
        assigned = [(REGISTRY, each, each.data.agency) for each in self.assigned]
        judged = [(VERDICTS, each, each.data.agency) for each in self.verdicts]
        facts: list[tuple[Topic, Event, str]] = [*registered, *assigned, *judged]
        published = [*(outgoing("", topic, event, key=code) for topic, event, code in facts), *self._ticks()]
        published += self.rng.sample(published, len(published) // 4)
        self.rng.shuffle(published)
        return as_read(published)

    def _ticks(self) -> Iterator[Outgoing]:
        for partition, time in self.w.items():
            for topic in (REGISTRY, VERDICTS, NOTICES):
                yield outgoing("", topic, ticked(time), partition=partition)

    def an_instant(self) -> datetime:
        """A day on which something may happen, or the instant right after that."""
        return START + self.rng.randrange(-1, DAYS + 2) * DAY + self.rng.choice([0, 0, 1]) * MICROSECOND

    def census(self, duty: str, as_of: datetime, known_at: datetime) -> Census:
        """Every body, read from all that was said."""
        found = (self._body(code, duty, as_of, known_at) for code in CODES)
        bodies = tuple(body for body in found if body is not None)
        return Census(duty=duty, as_of=as_of, known_at=known_at, bodies=bodies, w=dict(self.w))

    def _body(self, code: str, duty: str, as_of: datetime, known_at: datetime) -> Body | None:
        known = [each.data for each in self.registered if each.data.agency == code and each.time < known_at]
        if not known:
            return None
        partition = partition_of(code, PARTITIONS)
        return listed(
            max(known, key=lambda data: data.revision),
            as_of,
            self._verdict(code, duty, as_of, known_at),
            judged=reached(self.w[partition], as_of, known_at),
            partition=partition,
        )

    def _verdict(self, code: str, duty: str, as_of: datetime, known_at: datetime) -> VerdictData | None:
        ruling = [
            (each.data.known_at, each.data.effective_at, each.id, each.data)
            for each in self.verdicts
            if each.data.agency == code and each.data.duty == duty
            if each.data.known_at < known_at and each.data.effective_at <= as_of
        ]
        return max(ruling, key=lambda each: each[:3])[3] if ruling else None

    def _registrations(self) -> Iterator[AgencyRegistered]:
        for code in CODES:
            known = sorted(self.rng.sample(range(-1, DAYS), self.rng.choice([0, 1, 1, 1, 2, 3])))
            for revision, day in enumerate(known):
                data = AgencyData(
                    agency=code,
                    revision=revision,
                    name_fa=f"دستگاه {revision}",
                    name_en=f"Agency {revision}",
                    group=Group(code="banks", name_fa="بانک‌ها", name_en=f"Banks {revision}"),
                    kind=self.rng.choice(KINDS),
                    parent=self.rng.choice([None, "body-0"]),
                    province=self.rng.choice(PROVINCES),
                    history=tuple(self._spans()),
                )
                yield AgencyRegistered(
                    id=f"{code}-{revision}", source=sources.REGISTRY, time=START + day * DAY, data=data
                )

    def _spans(self) -> Iterator[AgencySpan]:
        bounds = sorted(self.rng.sample(range(-5, DAYS), self.rng.choice([0, 1, 1, 2, 3])))
        for n, start in enumerate(bounds):
            until = bounds[n + 1] if n + 1 < len(bounds) else self.rng.choice([None, None, DAYS + 3])
            if self.rng.random() < 0.9:
                yield AgencySpan(
                    start=START + start * DAY,
                    until=None if until is None else START + until * DAY,
                    name_fa=f"نام {start}",
                    name_en=f"Name {start}",
                    group=self.rng.choice(["banks", "universities"]),
                    kind=self.rng.choice(KINDS),
                    parent=self.rng.choice([None, "body-0"]),
                    province=self.rng.choice(PROVINCES),
                )

    def _verdicts(self) -> Iterator[VerdictReached]:
        for code in CODES:
            for duty in DUTIES:
                for n, day in enumerate(self.rng.choices(range(DAYS), k=self.rng.randrange(7))):
                    data = self._verdict_on(code, duty, day)
                    yield VerdictReached(id=f"{code}-{duty}-{n}", source=sources.AUDITOR, time=data.known_at, data=data)

    def _verdict_on(self, code: str, duty: str, day: int) -> VerdictData:
        known_at = START + day * DAY
        outcomes: tuple[Outcome, ...] = tuple(self.rng.choices(get_args(Outcome), k=self.rng.choice([1, 2])))
        shares = (Share(level="fully_online", by="count", proof="claimed", reached=self.rng.randrange(9), whole=9),)
        status: Status = self.rng.choice(get_args(Status))
        reason: Reason = self.rng.choice(get_args(Reason))
        grade: ConnectionGrade | None = self.rng.choice(get_args(ConnectionGrade)) if duty == "connect" else None
        return VerdictData(
            agency=code,
            duty=duty,
            mandate="window",
            status=status,
            reason=reason,
            grade=grade,
            effective_at=known_at - self.rng.choice([0, 0, 0, 1, 4, 12]) * DAY,
            known_at=known_at,
            first_met_at=None,
            deadline_revision=len(outcomes) - 1,
            timeliness=tuple(
                Timeliness(revision=n, deadline=DEADLINES[n], outcome=outcome) for n, outcome in enumerate(outcomes)
            ),
            facts=(FactName(id=f"fact-{self.rng.randrange(9)}", sha256="a" * 64),),
            rules="2",
            shares=shares if duty == "digitize" else (),
        )


def assigned(code: str, duty: str) -> DutyAssigned:
    deadline = Deadline(revision=0, at=DEADLINES[0], announced_at=START, instrument=an_instrument("1"))
    data = DutyData(
        agency=code,
        duty=duty,
        mandate="window",
        revision=0,
        name_fa="تکلیف",
        name_en="Duty",
        obligation=Connect(grade="proven"),
        limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
        bound=(),
        deadlines=(deadline,),
    )
    return DutyAssigned(id=f"{code}-{duty}", source=sources.REGISTRY, time=START, data=data)
