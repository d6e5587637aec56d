"""A small history as its writers would publish it: three bodies, two duties' deadlines, verdicts, letters, ticks."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mohlat_contracts import Event, encode_batch, read_batch, sources
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.envelope import Span
from mohlat_contracts.notices import NoticeAccepted, NoticeData, NoticeKey, Recipient, Step
from mohlat_contracts.referrals import Breach, ReferralData, ReferralRecorded
from mohlat_contracts.registry import (
    AgencyData,
    AgencyRegistered,
    CertificationData,
    CertifiedSpan,
    Connect,
    Deadline,
    DutyAssigned,
    DutyData,
    ExemptionData,
    ExemptionGranted,
    Group,
    Instrument,
    Limits,
    ServiceCertified,
)
from mohlat_contracts.signals import SignalData, SignalRaised
from mohlat_contracts.topics import NOTICES, REGISTRY, VERDICTS, Topic
from mohlat_contracts.verdicts import (
    ConnectionGrade,
    FactName,
    Outcome,
    Reason,
    Status,
    Timeliness,
    VerdictData,
    VerdictReached,
)

from services.plumbing.publisher import Outgoing
from services.plumbing.records import Record
from services.plumbing.topics import partition_of, topic_name

PARTITIONS = 2
START = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
ORIGINAL = datetime(2022, 9, 22, 20, 30, tzinfo=UTC)
EXTENDED = datetime(2023, 1, 20, 20, 30, tzinfo=UTC)
ANNOUNCED = datetime(2022, 10, 20, 5, 30, tzinfo=UTC)
END = datetime(2023, 2, 19, 20, 30, tzinfo=UTC)
DAY = timedelta(days=1)
DEADLINES = (ORIGINAL, EXTENDED)


def an_instrument(number: str) -> Instrument:
    return Instrument(number=number, date=date(2022, 3, 1), issuer="مجلس")


def registered(code: str, revision: int = 0, **changes: Any) -> AgencyRegistered:
    fields = {
        "name_fa": f"دستگاه {code}",
        "name_en": f"Agency {code}",
        "group": Group(code="banks", name_fa="بانک‌ها", name_en="Banks"),
        "kind": "core",
        "synthetic": True,
        **changes,
    }
    data = AgencyData(agency=code, revision=revision, **fields)
    return AgencyRegistered(id=f"{code}-{revision}", source=sources.REGISTRY, time=START, data=data)


def assigned(code: str, revision: int = 0) -> DutyAssigned:
    announced = (START, ANNOUNCED)
    deadlines = tuple(
        Deadline(
            revision=number, at=DEADLINES[number], announced_at=announced[number], instrument=an_instrument(str(number))
        )
        for number in range(revision + 1)
    )
    data = DutyData(
        agency=code,
        duty="connect",
        mandate="window",
        revision=revision,
        name_fa="اتصال به پنجرهٔ ملی",
        name_en="Connect to the Window",
        obligation=Connect(grade="proven"),
        limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
        bound=(Span(start=START),),
        deadlines=deadlines,
    )
    return DutyAssigned(id=f"{code}-duty-{revision}", source=sources.REGISTRY, time=START, data=data)


def exempted(code: str) -> ExemptionGranted:
    data = ExemptionData(
        agency=code,
        exemption="e1",
        mandate="window",
        revision=0,
        spans=(Span(start=ORIGINAL - 30 * DAY),),
        basis_fa="به مردم خدمت نمی‌دهد",
        basis_en="It serves no citizens",
    )
    return ExemptionGranted(id=f"{code}-exempt", source=sources.REGISTRY, time=START, data=data)


def certified(code: str) -> ServiceCertified:
    spans = (CertifiedSpan(start=ANNOUNCED, level="fully_online", certifier="مرکز داده"),)
    data = CertificationData(agency=code, service=f"{code}-s01", revision=0, spans=spans)
    return ServiceCertified(id=f"{code}-certified", source=sources.REGISTRY, time=ANNOUNCED, data=data)


def referred(code: str) -> ReferralRecorded:
    data = ReferralData(
        agency=code,
        referral="inspection-1",
        mandate="window",
        duty="connect",
        revision=2,
        oversight_body="inspection_organisation",
        number="۱",
        date=date(2023, 2, 8),
        at=EXTENDED + 18 * DAY,
        breach=Breach(verdict="a" * 64, since=EXTENDED),
        decision_fa="متصل شود",
        decision_en="Connect",
        due=EXTENDED + 60 * DAY,
    )
    return ReferralRecorded(id=f"{code}-referral", source=sources.REGISTRY, time=EXTENDED + 18 * DAY, data=data)


def reached(
    code: str,
    status: Status,
    reason: Reason,
    known_at: datetime,
    grade: ConnectionGrade = "none",
    *,
    outcomes: tuple[Outcome, ...] = ("unmet",),
    effective_at: datetime | None = None,
    first_met_at: datetime | None = None,
) -> VerdictReached:
    timeliness = tuple(
        Timeliness(revision=number, deadline=DEADLINES[number], outcome=outcome)
        for number, outcome in enumerate(outcomes)
    )
    data = VerdictData(
        agency=code,
        duty="connect",
        mandate="window",
        status=status,
        reason=reason,
        grade=grade,
        effective_at=effective_at or known_at,
        known_at=known_at,
        first_met_at=first_met_at,
        deadline_revision=len(outcomes) - 1,
        timeliness=timeliness,
        facts=(),
        rules="1",
    )
    return VerdictReached(id=f"{code}-{status}-{known_at:%s}", source=sources.AUDITOR, time=known_at, data=data)


def signalled(code: str, known_at: datetime, event_id: str = "beat-1") -> SignalRaised:
    facts = tuple(FactName(id=event_id, sha256=digit * 64) for digit in "ab")
    data = SignalData(agency=code, signal="one_id_two_contents", event_id=event_id, facts=facts, known_at=known_at)
    return SignalRaised(id=f"{code}-{event_id}-{known_at:%s}", source=sources.AUDITOR, time=known_at, data=data)


def accepted(code: str, step: Step, recipient: Recipient, at: datetime, revision: int = 0) -> NoticeAccepted:
    key = NoticeKey(agency=code, duty="connect", deadline_revision=revision, step=step, recipient=recipient)
    data = NoticeData(key=key, at=at, message_id=f"<{code}-{step}@mohlat>")
    return NoticeAccepted(id=f"{code}-{step}-{revision}", source=sources.NOTIFIER, time=at, data=data)


def ticked(to: datetime, source: str = sources.AUDITOR) -> ClockTicked:
    data = TickData(writer="writer", epoch=0, open_from=START, open_to=to)
    return ClockTicked(id=f"tick-{to:%s}", source=source, time=to, data=data)


def outgoing(prefix: str, topic: Topic, event: Event, key: str | None = None, partition: int | None = None) -> Outgoing:
    return Outgoing(topic=topic_name(prefix, topic), value=encode_batch([event]), key=key, partition=partition)


def ticks(prefix: str, to: datetime) -> list[Outgoing]:
    """A tick in every partition of every topic the recorder reads."""
    return [
        outgoing(prefix, topic, ticked(to), partition=partition)
        for topic in (REGISTRY, VERDICTS, NOTICES)
        for partition in range(PARTITIONS)
    ]


def three_bodies(prefix: str = "") -> list[Outgoing]:
    """aa was late by the original deadline and on time under the extension; bb never connected; cc is exempt."""
    late: tuple[Outcome, ...] = ("late", "on_time")
    facts: list[tuple[Topic, str, Event]] = [
        *((REGISTRY, code, registered(code)) for code in ("aa", "bb", "cc")),
        *((REGISTRY, code, assigned(code, revision)) for code in ("aa", "bb", "cc") for revision in (0, 1)),
        (REGISTRY, "cc", exempted("cc")),
        (REGISTRY, "aa", certified("aa")),
        (REGISTRY, "bb", referred("bb")),
        *((VERDICTS, code, reached(code, "pending", "before_deadline", START)) for code in ("aa", "bb", "cc")),
        (VERDICTS, "cc", reached("cc", "exempt", "exempted", ORIGINAL - 30 * DAY)),
        *((VERDICTS, code, reached(code, "at_risk", "deadline_near", ORIGINAL - 14 * DAY)) for code in ("aa", "bb")),
        *(
            (VERDICTS, code, reached(code, "overdue", "deadline_passed", ORIGINAL + DAY, effective_at=ORIGINAL))
            for code in ("aa", "bb")
        ),
        (VERDICTS, "aa", reached("aa", "pending", "before_deadline", ANNOUNCED, outcomes=("unmet", "unmet"))),
        (VERDICTS, "bb", reached("bb", "pending", "before_deadline", ANNOUNCED, outcomes=("unmet", "unmet"))),
        (
            VERDICTS,
            "aa",
            reached("aa", "met", "in_force", ANNOUNCED + DAY, "full", outcomes=late, first_met_at=ANNOUNCED + DAY),
        ),
        (
            VERDICTS,
            "bb",
            reached(
                "bb", "overdue", "deadline_passed", EXTENDED + DAY, outcomes=("unmet", "unmet"), effective_at=EXTENDED
            ),
        ),
        (VERDICTS, "bb", signalled("bb", ANNOUNCED)),
        (NOTICES, "bb", accepted("bb", "1_day_after", "agency", ORIGINAL + DAY)),
        (NOTICES, "bb", accepted("bb", "1_day_after", "agency", EXTENDED + DAY, revision=1)),
        (NOTICES, "bb", accepted("bb", "14_days_after", "oversight_committee", EXTENDED + 14 * DAY, revision=1)),
    ]
    return [*(outgoing(prefix, topic, event, key=code) for topic, code, event in facts), *ticks(prefix, END)]


def as_read(published: Iterable[Outgoing]) -> list[Record]:
    """The records as a reader would meet them, without a broker between."""
    return [
        Record(
            topic=each.topic,
            partition=partition_of(each.key, PARTITIONS) if each.key is not None else each.partition or 0,
            offset=offset,
            key=each.key,
            known_at=None,
            events=tuple(read_batch(each.value or b"")),
            value=each.value,
        )
        for offset, each in enumerate(published)
    ]
