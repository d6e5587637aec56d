"""Where an agency belongs at an instant, and whether it is on the list at all. Pure."""

from datetime import datetime
from typing import NamedTuple

from mohlat_contracts.registry import AgencyData, AgencyKind
from mohlat_contracts.verdicts import VerdictData

from services.auditor.figures.bodies import Body, body_of


class Place(NamedTuple):
    """What definitions select bodies by."""

    kind: AgencyKind
    group: str
    parent: str | None
    province: str | None

    @property
    def counts(self) -> bool:
        """A sandbox is there for trying things out: it is in no census."""
        return self.kind != "sandbox"


def place_of(data: AgencyData, at: datetime) -> Place | None:
    """Its place at an instant; None before it was founded and after it ended. Without a history, as it is said."""
    if not data.history:
        return Place(data.kind, data.group.code, data.parent, data.province)
    span = next((span for span in data.history if span.covers(at)), None)
    return None if span is None else Place(span.kind, span.group, span.parent, span.province)


def placed(code: str, place: Place, verdict: VerdictData | None, *, judged: bool, partition: int) -> Body:
    """The body of an agency in its place, as its verdict says."""
    return body_of(
        code,
        place.kind,
        verdict,
        judged=judged,
        group=place.group,
        parent=place.parent,
        partition=partition,
        traits={} if place.province is None else {"province": place.province},
    )


def listed(data: AgencyData, at: datetime, verdict: VerdictData | None, *, judged: bool, partition: int) -> Body | None:
    """The body as of an instant; None when it is not on the list then, or is a sandbox."""
    place = place_of(data, at)
    if place is None or not place.counts:
        return None
    return placed(data.agency, place, verdict, judged=judged, partition=partition)
