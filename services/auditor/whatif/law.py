"""What the registry has said, agency by agency, and where each belongs. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar

from mohlat_contracts import DecodedEvent, encode_batch, read_batch
from mohlat_contracts.codec import Event
from mohlat_contracts.registry import AgencyData, AgencyRegistered, DutyAssigned, DutyData, ExemptionGranted

from services.auditor.whatif.changes import OfDuty, Whom

E = TypeVar("E", DutyAssigned, ExemptionGranted, AgencyRegistered)


class Known(NamedTuple):
    """One record of the registry topic: its events, and since when they have been known."""

    known_at: datetime
    events: tuple[DecodedEvent, ...]


Records = tuple[Known, ...]
Law = Mapping[str, Records]
"""The records on each agency, in the order of the log."""


def said(event: Event) -> DecodedEvent:
    """An event as its writer would have written it."""
    return read_batch(encode_batch([event]))[0]


def events(records: Records, of: type[E]) -> Iterator[E]:
    """Every event of one type, in the order of the log."""
    return (decoded.event for known in records for decoded in known.events if isinstance(decoded.event, of))


def duties(records: Records, asked: OfDuty) -> list[DutyData]:
    """Every revision of the duties that are asked for, in the order of the log."""
    return [event.data for event in events(records, DutyAssigned) if is_asked(event.data, asked)]


def is_asked(data: DutyData, asked: OfDuty) -> bool:
    return asked.mandate in (None, data.mandate) and asked.duty in (None, data.duty)


def agency(records: Records) -> AgencyData | None:
    """The agency as it is said last."""
    return max((event.data for event in events(records, AgencyRegistered)), key=_revision, default=None)


def selected(law: Law, whom: Whom) -> list[str]:
    """The codes of those whom a change is about, sorted."""
    return [code for code in sorted(law) if is_meant(code, law[code], whom)]


def is_meant(code: str, records: Records, whom: Whom) -> bool:
    if whom.agencies and code not in whom.agencies:
        return False
    if not (whom.groups or whom.kinds or whom.provinces):
        return True
    data = agency(records)
    return data is not None and (
        (not whom.groups or data.group.code in whom.groups)
        and (not whom.kinds or data.kind in whom.kinds)
        and (not whom.provinces or data.province in whom.provinces)
    )


def unknown(law: Law, whom: Whom) -> Iterable[str]:
    """What a change names and nobody is."""
    yield from (f"no agency has the code {code!r}" for code in whom.agencies if code not in law)
    if whom.groups or whom.provinces:
        everybody = [data for records in law.values() if (data := agency(records)) is not None]
        groups, provinces = {data.group.code for data in everybody}, {data.province for data in everybody}
        yield from (f"no agency is in a group {code!r}" for code in whom.groups if code not in groups)
        yield from (f"no agency is in a province {code!r}" for code in whom.provinces if code not in provinces)


def _revision(data: AgencyData) -> int:
    return data.revision
