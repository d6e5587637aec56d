"""Records to rows: pure, so that what is written depends on the records alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.codec import Event
from mohlat_contracts.notices import NoticeAccepted
from mohlat_contracts.registry import AgencyRegistered, DutyAssigned, ExemptionGranted
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.topics import NOTICES, REGISTRY, VERDICTS
from mohlat_contracts.verdicts import VerdictReached

from services.plumbing.records import Record

Row = dict[str, Any]

READ_FROM: dict[type[Any], str] = {
    VerdictReached: VERDICTS.name,
    SignalRaised: VERDICTS.name,
    NoticeAccepted: NOTICES.name,
    AgencyRegistered: REGISTRY.name,
    DutyAssigned: REGISTRY.name,
    ExemptionGranted: REGISTRY.name,
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
    notices: list[Row] = field(default_factory=list)
    times: dict[tuple[str, int], Row] = field(default_factory=dict)


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
        case AgencyRegistered():
            rows.agencies.append(_registered(event, record.partition))
        case DutyAssigned():
            rows.duties.append({**msgspec.to_builtins(event.data), "partition": record.partition})
        case ExemptionGranted():
            rows.exemptions.append({**msgspec.to_builtins(event.data), "partition": record.partition})


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
        "partition": partition,
    }


def _signal(event: SignalRaised, partition: int) -> Row:
    data = event.data
    return {
        "id": event.id,
        "agency": data.agency,
        "signal": data.signal,
        "event_id": data.event_id,
        "facts": [msgspec.to_builtins(each) for each in data.facts],
        "known_at": data.known_at,
        "partition": partition,
    }


def _notice(event: NoticeAccepted, partition: int) -> Row:
    data = event.data
    return {**msgspec.to_builtins(data.key), "at": data.at, "message_id": data.message_id, "partition": partition}


def _registered(event: AgencyRegistered, partition: int) -> Row:
    data = event.data
    return {
        "code": data.agency,
        "revision": data.revision,
        "name_fa": data.name_fa,
        "name_en": data.name_en,
        "group_code": data.group.code,
        "group_name_fa": data.group.name_fa,
        "group_name_en": data.group.name_en,
        "kind": data.kind,
        "parent": data.parent,
        "synthetic": data.synthetic,
        "partition": partition,
    }
