"""Agencies with their duties and keys, as their highest revisions have them."""

from dataclasses import dataclass, field
from typing import TypeVar

from mohlat_contracts import sources
from mohlat_contracts.registry import AgencyData, AgencyRegistered, DutyAssigned, DutyData, KeyData, KeyEnrolled

from services.plumbing.records import Record

T = TypeVar("T", DutyData, KeyData)


@dataclass(slots=True)
class Entry:
    """Of one agency."""

    agency: AgencyData | None = None
    duties: dict[str, DutyData] = field(default_factory=dict)
    keys: dict[str, KeyData] = field(default_factory=dict)


class Register:
    """Folded from the registry topic; repeats and old revisions change nothing."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def fold(self, record: Record) -> None:
        for decoded in record.events:
            event = decoded.event
            if event.source != sources.REGISTRY:
                continue
            if isinstance(event, AgencyRegistered):
                entry = self._entry(event.data.agency)
                if entry.agency is None or event.data.revision > entry.agency.revision:
                    entry.agency = event.data
            elif isinstance(event, DutyAssigned):
                _keep(self._entry(event.data.agency).duties, event.data.duty, event.data)
            elif isinstance(event, KeyEnrolled):
                _keep(self._entry(event.data.agency).keys, event.data.key_id, event.data)

    def of(self, agency: str) -> Entry:
        return self._entries.get(agency) or Entry()

    def _entry(self, agency: str) -> Entry:
        return self._entries.setdefault(agency, Entry())


def _keep(held: dict[str, T], name: str, data: T) -> None:
    if name not in held or data.revision > held[name].revision:
        held[name] = data
