"""Records to rows: pure, so that what is written depends on the records alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.codec import Event
from mohlat_contracts.notices import NoticeAccepted
from mohlat_contracts.referrals import ReferralRecorded
from mohlat_contracts.registry import AgencyRegistered, DutyAssigned, ExemptionGranted, ServiceCertified
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.topics import NOTICES, REGISTRY, VERDICTS
from mohlat_contracts.verdicts import VerdictReached

from services.plumbing.records import Record

Row = dict[str, Any]
RegistryFact = AgencyRegistered | DutyAssigned | ExemptionGranted | ServiceCertified | ReferralRecorded

READ_FROM: dict[type[Any], str] = {
    VerdictReached: VERDICTS.name,
    SignalRaised: VERDICTS.name,
    NoticeAccepted: NOTICES.name,
    AgencyRegistered: REGISTRY.name,
    DutyAssigned: REGISTRY.name,
    ExemptionGranted: REGISTRY.name,
    ServiceCertified: REGISTRY.name,
    ReferralRecorded: REGISTRY.name,
}
"""The one topic on which each type of event is believed."""


@dataclass(slots=True)
class Rows:
    """The rows of one batch of records."""

    verdicts: list[Row] = field(default_factory=list)
    signals: list[Row] = field(default_factory=list)
    agencies: list[Row] = field(default_factory=list)
    duties: list[Row] = field(default_factory=list)
    exemptions: list[Row] = field(default_factory=list)
    certificates: list[Row] = field(default_factory=list)
    referrals: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    times: dict[tuple[str, int], Row] = field(default_factory=dict)

    def partitions(self) -> set[int]:
        """Those of agencies whose standing the rows may change."""
        return {row["partition"] for row in (*self.agencies, *self.verdicts)}

    def registered(self) -> set[str]:
        """The agencies whose registration there is a row of."""
        return {row["code"] for row in self.agencies}

    def judged(self) -> dict[str, dict[str, datetime]]:
        """By duty, the agencies on which there is a verdict, and when the first of them became known."""
        found: dict[str, dict[str, datetime]] = {}
        for row in self.verdicts:
            under = found.setdefault(row["duty"], {})
            under[row["agency"]] = min(row["known_at"], under.get(row["agency"], row["known_at"]))
        return found


class Misplaced(ValueError):
    """An event under another agency's key, or on a topic on which nobody may say such a thing."""


def check_place(record: Record, prefix: str) -> None:
    """Believe no verdict, signal, notice or registry fact from elsewhere than its own topic and key.

    Raises:
        Misplaced: the record must not be recorded.
    """
    topic = record.topic.removeprefix(prefix)
    for decoded in record.events:
        event = decoded.event
        expected = READ_FROM.get(type(event))
        if expected is None:
            continue
        if expected != topic:
            raise Misplaced(f"event {event.id}: belongs on {expected}")
        if _agency(event) != record.key:
            raise Misplaced(f"event {event.id}: under the key of {record.key}")


def rows_of(records: Iterable[Record], prefix: str) -> Rows:
    """The rows that `records` ask for; ticks of one partition become one row.

    Args:
        prefix: the prefix of topic names, taken off before they are stored.
    """
    rows = Rows()
    for record in records:
        topic = record.topic.removeprefix(prefix)
        for decoded in record.events:
            _take(rows, decoded.event, topic, record)
    return rows


def _take(rows: Rows, event: Event, topic: str, record: Record) -> None:
    if isinstance(event, ClockTicked):
        _take_time(rows, event, topic, record.partition)
        return
    match event:
        case VerdictReached():
            rows.verdicts.append(_verdict(event, record.partition))
        case SignalRaised():
            rows.signals.append(_signal(event, record.partition))
        case NoticeAccepted():
            rows.notices.append(_notice(event, record.partition))
        case AgencyRegistered(data=data):
            rows.agencies.append({"code": data.agency, **_revision(event, record)})
        case DutyAssigned(data=data):
            key = {"agency": data.agency, "duty": data.duty, "mandate": data.mandate}
            rows.duties.append({**key, **_revision(event, record)})
        case ExemptionGranted(data=data):
            key = {"agency": data.agency, "exemption": data.exemption}
            rows.exemptions.append({**key, **_revision(event, record)})
        case ServiceCertified(data=data):
            rows.certificates.append({"agency": data.agency, "service": data.service, **_revision(event, record)})
        case ReferralRecorded(data=data):
            rows.referrals.append({"agency": data.agency, "referral": data.referral, **_revision(event, record)})


def _revision(event: RegistryFact, record: Record) -> Row:
    """One revision of an entity; without the record's own word, it became known when the registry says it was."""
    return {
        "revision": event.data.revision,
        "known_at": record.known_at or event.time,
        "content": msgspec.to_builtins(event.data),
        "partition": record.partition,
    }


def _agency(event: Event) -> str | None:
    if isinstance(event, NoticeAccepted):
        return event.data.key.agency
    return getattr(event.data, "agency", None)


def _take_time(rows: Rows, event: ClockTicked, topic: str, partition: int) -> None:
    time = event.data.open_to
    known = rows.times.get((topic, partition))
    if known is None or known["time"] < time:
        rows.times[topic, partition] = {"topic": topic, "partition": partition, "time": time}


def _verdict(event: VerdictReached, partition: int) -> Row:
    data = event.data
    return {
        "id": event.id,
        "agency": data.agency,
        "duty": data.duty,
        "mandate": data.mandate,
        "status": data.status,
        "reason": data.reason,
        "grade": data.grade,
        "effective_at": data.effective_at,
        "known_at": data.known_at,
        "first_met_at": data.first_met_at,
        "deadline_revision": data.deadline_revision,
        "timeliness": [msgspec.to_builtins(each) for each in data.timeliness],
        "facts": [msgspec.to_builtins(each) for each in data.facts],
        "rules": data.rules,
        "milestones": [msgspec.to_builtins(each) for each in data.milestones],
        "shares": [msgspec.to_builtins(each) for each in data.shares],
        "supersedes": data.supersedes,
        "partition": partition,
    }


def _signal(event: SignalRaised, partition: int) -> Row:
    data = event.data
    return {
        "id": event.id,
        "agency": data.agency,
        "signal": data.signal,
        "event_id": data.event_id,
        "duty": data.duty,
        "facts": [msgspec.to_builtins(each) for each in data.facts],
        "known_at": data.known_at,
        "partition": partition,
    }


def _notice(event: NoticeAccepted, partition: int) -> Row:
    data = event.data
    return {**msgspec.to_builtins(data.key), "at": data.at, "message_id": data.message_id, "partition": partition}
