"""The facts a letter rests on, each with the instant at which it became known."""

from dataclasses import dataclass
from datetime import datetime

from mohlat_contracts import Event
from mohlat_contracts.registry import AgencyRegistered, DutyAssigned, ExemptionGranted
from mohlat_contracts.verdicts import VerdictReached

Noted = AgencyRegistered | DutyAssigned | ExemptionGranted | VerdictReached


@dataclass(frozen=True, slots=True)
class Fact:
    """An event that matters here.

    Attributes:
        ticked_before: the highest tick that precedes it in its partition. A writer still appends facts known at T after
            its tick T; whether such a one was read when a tick is acted on would be chance, so it counts from the next
            tick on.
    """

    agency: str
    kind: str
    entity: str
    revision: int
    known_at: datetime
    event: Noted
    ticked_before: datetime | None = None

    def counts_at(self, at: datetime) -> bool:
        """Whether a letter of the tick `at` may rest on it: verdicts known before, registry facts known by then."""
        if self.ticked_before is not None and self.ticked_before >= at:
            return False
        return self.known_at < at if self.kind == "verdict" else self.known_at <= at

    @property
    def counts_from(self) -> datetime:
        """No tick before this instant rests on it."""
        return self.known_at if self.ticked_before is None else max(self.known_at, self.ticked_before)


def fact_of(event: Event, known_at: datetime, ticked_before: datetime | None = None) -> Fact | None:
    """The fact in an event of the registry or verdicts topic; None for what no letter rests on.

    A verdict says itself when it became known; of registry facts the record does.
    """
    match event:
        case AgencyRegistered(data=data):
            return Fact(data.agency, "agency", data.agency, data.revision, known_at, event, ticked_before)
        case DutyAssigned(data=data):
            return Fact(data.agency, "duty", data.duty, data.revision, known_at, event, ticked_before)
        case ExemptionGranted(data=data):
            return Fact(data.agency, "exemption", data.exemption, data.revision, known_at, event, ticked_before)
        case VerdictReached(data=verdict):
            return Fact(verdict.agency, "verdict", verdict.duty, 0, verdict.known_at, event, ticked_before)
        case _:
            return None
