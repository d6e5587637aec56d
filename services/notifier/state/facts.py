"""The facts a letter rests on, each with the instant at which it became known."""

from dataclasses import dataclass
from datetime import datetime

from mohlat_contracts import Event
from mohlat_contracts.registry import AgencyRegistered, DutyAssigned, ExemptionGranted
from mohlat_contracts.verdicts import VerdictReached

Noted = AgencyRegistered | DutyAssigned | ExemptionGranted | VerdictReached


@dataclass(frozen=True, slots=True)
class Fact:
    """An event that matters here, under the name by which a repeat of it is recognised."""

    agency: str
    kind: str
    entity: str
    revision: int
    known_at: datetime
    event: Noted

    @property
    def name(self) -> tuple[str, str, int, datetime]:
        return self.kind, self.entity, self.revision, self.known_at


def fact_of(event: Event, known_at: datetime) -> Fact | None:
    """The fact in an event of the registry or verdicts topic; None for what no letter rests on.

    A verdict says itself when it became known; of registry facts the record does.
    """
    match event:
        case AgencyRegistered(data=data):
            return Fact(data.agency, "agency", data.agency, data.revision, known_at, event)
        case DutyAssigned(data=data):
            return Fact(data.agency, "duty", data.duty, data.revision, known_at, event)
        case ExemptionGranted(data=data):
            return Fact(data.agency, "exemption", data.exemption, data.revision, known_at, event)
        case VerdictReached(data=verdict):
            return Fact(verdict.agency, "verdict", verdict.duty, 0, verdict.known_at, event)
        case _:
            return None
