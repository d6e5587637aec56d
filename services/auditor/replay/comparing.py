"""A replay held against the log of verdicts, record by record; no reading and no writing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Literal

from mohlat_contracts.clock import TickData
from mohlat_contracts.signals import SignalData, SignalRaised
from mohlat_contracts.verdicts import VerdictData, VerdictReached
from msgspec import Struct, structs

from services.auditor.cases.signals import signal_event
from services.auditor.replay.recorded import FaultyTick, Foreign, Recorded, Said
from services.auditor.rules.walk import verdict_event

DifferenceKind = Literal[
    "missing_in_log",
    "not_in_replay",
    "other_content",
    "id_not_of_content",
    "after_its_tick",
    "tick_ahead",
    "tick_unfounded",
    "tick_after_gap",
    "foreign_record",
]
"""What differs.

- `missing_in_log`: the replay reaches it, and the log of verdicts does not have it although it is judged past it.
- `not_in_replay`: the log has it, and nothing in the topics leads to it.
- `other_content`: both have something there, and it says something else; `fields` names what.
- `id_not_of_content`: its id is not the hash of what it says.
- `after_its_tick`: it came into the log after a tick that promised that all of its time was there.
- `tick_ahead`: a verdict tick promises more than the two topics did.
- `tick_unfounded`: a verdict tick at an instant at which neither topic ticked.
- `tick_after_gap`: a verdict tick that leaves out time since the one before.
- `foreign_record`: it cannot be read, or somebody else than the auditor wrote it.
"""

Content = VerdictData | SignalData | TickData


class Difference(Struct, frozen=True, kw_only=True):
    """One record that is not the same on both sides.

    Attributes:
        about: `verdict`, `signal`, `tick` or `record`.
        place: the duty of a verdict, the kind of a signal.
        offset: in the log of verdicts.
        fields: what the two say otherwise.
    """

    kind: DifferenceKind
    about: Literal["verdict", "signal", "tick", "record"]
    partition: int
    agency: str = ""
    place: str = ""
    known_at: datetime | None = None
    offset: int | None = None
    fields: tuple[str, ...] = ()
    reason: str = ""
    recorded: Content | None = None
    replayed: Content | None = None


class PartitionReport(Struct, frozen=True, kw_only=True):
    """One partition, replayed and compared.

    Attributes:
        judged_through: by the replay; `recorded_through`: by the log of verdicts; None where nothing is judged.
        compared_through: everything known before it was compared.
        verdicts, signals: that both were asked for, as the replay reaches them.
        waiting: reached by the replay and not yet due in the log, whose worker is not that far.
        repeats: of verdicts and signals in the log, which change nothing.
        refused: records of the two topics that count for nothing, as in the worker.
        records, events: read from the two topics.
        history_sha256: over the ids of those verdicts and signals, sorted: a line for each.
    """

    partition: int
    judged_through: datetime | None
    recorded_through: datetime | None
    compared_through: datetime | None
    verdicts: int
    signals: int
    waiting: int
    repeats: int
    refused: int
    records: int
    events: int
    history_sha256: str
    differences: tuple[Difference, ...]


Reached = Mapping[str, VerdictReached | SignalRaised]


def differences(
    partition: int,
    recorded: Recorded,
    replayed: Reached,
    compared_through: datetime | None,
    until: datetime | None = None,
) -> tuple[Difference, ...]:
    """Every difference, in the order of their known_at, agency and place; those of ticks and records come last.

    Args:
        replayed: by id.
        compared_through: what is known before it must be on both sides.
        until: what becomes known from then on is left out; the replay went no further.
    """
    asked = [event for event in replayed.values() if is_before(event, compared_through)]
    # The log may hold the beginning of a step whose tick is still to come: that must be in the replay as well.
    said = [each for each in recorded.said.values() if until is None or is_before(each.event, until)]
    found = [
        *_unmatched(
            partition,
            [event for event in asked if event.id not in recorded.said],
            [each for each in said if each.event.id not in replayed],
        ),
        *(
            _difference("id_not_of_content", partition, replayed.get(each.event.id), each)
            for each in said
            if not _is_its_own(each)
        ),
        *(
            _difference("after_its_tick", partition, recorded=each)
            for each in said
            if is_before(each.event, each.judged_through)
        ),
    ]
    return (
        *sorted(found, key=_in_order),
        *(_of_tick(partition, each) for each in recorded.faulty),
        *(_foreign(partition, each) for each in recorded.foreign),
    )


def history_sha256(events: Iterable[VerdictReached | SignalRaised]) -> str:
    """One hash of a history, whatever the order in which it was reached."""
    return sha256("".join(f"{id}\n" for id in sorted({event.id for event in events})).encode()).hexdigest()


def is_before(event: VerdictReached | SignalRaised, instant: datetime | None) -> bool:
    """Whether it became known before an instant; nothing is before None."""
    return instant is not None and event.data.known_at < instant


def _unmatched(partition: int, missing: list[VerdictReached | SignalRaised], extra: list[Said]) -> Iterator[Difference]:
    """What only one side has; where both have something else at the same place, one difference for the two."""
    there: dict[tuple[str, str, datetime, str], list[Said]] = {}
    for each in extra:
        there.setdefault(_place(each.event), []).append(each)
    for event in missing:
        if others := there.get(_place(event)):
            yield _difference("other_content", partition, event, others.pop(0))
        else:
            yield _difference("missing_in_log", partition, event)
    for others in there.values():
        yield from (_difference("not_in_replay", partition, recorded=each) for each in others)


def _difference(
    kind: DifferenceKind,
    partition: int,
    replayed: VerdictReached | SignalRaised | None = None,
    recorded: Said | None = None,
) -> Difference:
    event = replayed or (recorded.event if recorded else None)
    assert event is not None  # noqa: S101  (one of the two is given)
    here = replayed.data if replayed else None
    there = recorded.event.data if recorded else None
    return Difference(
        kind=kind,
        about="verdict" if isinstance(event, VerdictReached) else "signal",
        partition=partition,
        agency=event.data.agency,
        place=_place(event)[1],
        known_at=event.data.known_at,
        offset=recorded.offset if recorded else None,
        fields=_unequal(there, here),
        recorded=there,
        replayed=here,
    )


def _unequal(recorded: Struct | None, replayed: Struct | None) -> tuple[str, ...]:
    if recorded is None or replayed is None:
        return ()
    there, here = structs.asdict(recorded), structs.asdict(replayed)
    return tuple(field for field in here if there.get(field) != here[field])


def _place(event: VerdictReached | SignalRaised) -> tuple[str, str, datetime, str]:
    data = event.data
    if isinstance(data, VerdictData):
        return data.agency, data.duty, data.known_at, ""
    return data.agency, data.signal, data.known_at, f"{data.event_id} {data.duty}"


def _is_its_own(each: Said) -> bool:
    event = each.event
    expected = verdict_event(event.data) if isinstance(event, VerdictReached) else signal_event(event.data)
    return expected.id == event.id


def _of_tick(partition: int, each: FaultyTick) -> Difference:
    return Difference(
        kind=each.fault,
        about="tick",
        partition=partition,
        known_at=each.data.open_to,
        offset=each.offset,
        recorded=each.data,
    )


def _foreign(partition: int, each: Foreign) -> Difference:
    return Difference(
        kind="foreign_record", about="record", partition=partition, offset=each.offset, reason=each.reason
    )


def _in_order(each: Difference) -> tuple[float, str, str, str]:
    return (each.known_at.timestamp() if each.known_at else 0.0, each.agency, each.place, each.kind)
