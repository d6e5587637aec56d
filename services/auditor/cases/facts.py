"""What judging needs of each event, and no more."""

from datetime import UTC, datetime
from typing import Literal

from mohlat_contracts import DecodedEvent, MalformedBatch
from mohlat_contracts.envelope import Instant, Span
from mohlat_contracts.evidence import ConnectionClosed, ConnectionEstablished, ConnectionHeartbeat, ServiceDigitized
from mohlat_contracts.registry import (
    CertificationData,
    CertifiedSpan,
    Connect,
    Digitize,
    DutyAssigned,
    DutyData,
    ExemptionData,
    ExemptionGranted,
    Level,
    Limits,
    Milestone,
    ServiceCertified,
    ServicesData,
    ServicesListed,
)
from mohlat_contracts.sources import REGISTRY, agency_code
from mohlat_contracts.verdicts import FactName
from msgspec import Struct

EvidenceKind = Literal["established", "closed", "heartbeat", "digitized"]


class Fact(Struct, frozen=True, kw_only=True, array_like=True):
    """An event by its name, and since when it has been known."""

    id: str
    sha256: str
    known_at: Instant

    @property
    def name(self) -> FactName:
        return FactName(id=self.id, sha256=self.sha256)


class EvidenceFact(Fact, frozen=True, kw_only=True, array_like=True):
    """Attributes:
    own_time: when it happened, by the agency's clock.
    services: what a heartbeat reached, sorted, or the one service a statement is about.
    since: of a heartbeat that ends a sealed run: heartbeats with the same services, none of them long after the one
        before and nothing else between them, led from then to this one.
    stale: of a sealed heartbeat: one with the same or a later own time became known in an earlier hour.
    """

    kind: EvidenceKind
    own_time: Instant
    services: tuple[str, ...] = ()
    level: Level | None = None
    since: Instant | None = None
    stale: bool = False


class DueDate(Struct, frozen=True, array_like=True):
    """One deadline of the chain."""

    revision: int
    at: Instant
    announced_at: Instant


class InterimGoal(Struct, frozen=True, array_like=True):
    """A milestone; a share in per cent, or None for what the obligation itself asks."""

    code: str
    at: Instant
    share_percent: int | None = None


class DutyFact(Fact, frozen=True, kw_only=True, array_like=True):
    """A duty under one revision; `deadlines` in the order of their revisions, `milestones` by their instants."""

    duty: str
    mandate: str
    revision: int
    obligation: Connect | Digitize
    limits: Limits
    bound: tuple[Span, ...]
    deadlines: tuple[DueDate, ...]
    milestones: tuple[InterimGoal, ...] = ()


class ExemptionFact(Fact, frozen=True, kw_only=True, array_like=True):
    exemption: str
    mandate: str
    revision: int
    spans: tuple[Span, ...]


class ListedService(Struct, frozen=True, array_like=True):
    code: str
    high_use: bool
    spans: tuple[Span, ...]
    yearly_use: int | None = None


class CatalogueFact(Fact, frozen=True, kw_only=True, array_like=True):
    revision: int
    services: tuple[ListedService, ...]


class CertifiedLevel(Struct, frozen=True, array_like=True):
    """The level that an official found a service at, over [start, until)."""

    start: Instant
    until: Instant | None
    level: Level

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.until is None or at < self.until)


class CertificationFact(Fact, frozen=True, kw_only=True, array_like=True):
    """What is certified of one service, with its whole history."""

    service: str
    revision: int
    spans: tuple[CertifiedLevel, ...]


class ForeignFact(MalformedBatch):
    """An event that does not belong to this agency's case, or that its source has no right to."""


def read_fact(agency: str, index: int, decoded: DecodedEvent, known_at: datetime) -> Fact | None:
    """The fact in an event; None when no judgement needs it. `index` only serves the error.

    Raises:
        ForeignFact: see there.
    """
    event = decoded.event
    known_at = known_at.astimezone(UTC)
    if isinstance(event, ConnectionEstablished | ConnectionClosed | ConnectionHeartbeat | ServiceDigitized):
        if agency_code(event.source) != agency:
            raise ForeignFact(index, "source", f"evidence of {event.source} in the case of {agency}")
        return _evidence(decoded, event, known_at)
    if isinstance(event, DutyAssigned | ExemptionGranted | ServicesListed | ServiceCertified):
        if event.source != REGISTRY:
            raise ForeignFact(index, "source", f"{event.source} is not the registry")
        if event.data.agency != agency:
            raise ForeignFact(index, "data.agency", f"a fact of {event.data.agency} in the case of {agency}")
        return _registry(decoded, event.data, known_at)
    return None


def _evidence(
    decoded: DecodedEvent,
    event: ConnectionEstablished | ConnectionClosed | ConnectionHeartbeat | ServiceDigitized,
    known_at: datetime,
) -> EvidenceFact:
    kind: EvidenceKind
    services: tuple[str, ...] = ()
    level: Level | None = None
    match event:
        case ConnectionEstablished():
            kind = "established"
        case ConnectionClosed():
            kind = "closed"
        case ConnectionHeartbeat():
            kind, services = "heartbeat", tuple(sorted(set(event.data.services)))
        case ServiceDigitized():
            kind, services, level = "digitized", (event.data.service,), event.data.level
    return EvidenceFact(
        id=event.id,
        sha256=decoded.sha256,
        known_at=known_at,
        kind=kind,
        own_time=event.time.astimezone(UTC),
        services=services,
        level=level,
    )


def _registry(
    decoded: DecodedEvent, data: DutyData | ExemptionData | ServicesData | CertificationData, known_at: datetime
) -> Fact:
    match data:
        case DutyData():
            return _duty(decoded, data, known_at)
        case ExemptionData():
            return ExemptionFact(
                id=decoded.event.id,
                sha256=decoded.sha256,
                known_at=known_at,
                exemption=data.exemption,
                mandate=data.mandate,
                revision=data.revision,
                spans=_spans(data.spans),
            )
        case ServicesData():
            return CatalogueFact(
                id=decoded.event.id,
                sha256=decoded.sha256,
                known_at=known_at,
                revision=data.revision,
                services=tuple(
                    ListedService(each.code, each.high_use, _spans(each.spans), each.yearly_use)
                    for each in data.services
                ),
            )
        case CertificationData():
            return CertificationFact(
                id=decoded.event.id,
                sha256=decoded.sha256,
                known_at=known_at,
                service=data.service,
                revision=data.revision,
                spans=_certified(data.spans),
            )


def _duty(decoded: DecodedEvent, data: DutyData, known_at: datetime) -> DutyFact:
    deadlines = (
        DueDate(each.revision, each.at.astimezone(UTC), each.announced_at.astimezone(UTC)) for each in data.deadlines
    )
    return DutyFact(
        id=decoded.event.id,
        sha256=decoded.sha256,
        known_at=known_at,
        duty=data.duty,
        mandate=data.mandate,
        revision=data.revision,
        obligation=data.obligation,
        limits=data.limits,
        bound=_spans(data.bound),
        deadlines=tuple(sorted(deadlines, key=lambda each: each.revision)),
        milestones=_milestones(data.milestones),
    )


def _spans(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The same spans with every instant in UTC, so that equal facts have equal bytes."""
    return tuple(
        Span(start=each.start.astimezone(UTC), until=each.until.astimezone(UTC) if each.until else None)
        for each in spans
    )


def _certified(spans: tuple[CertifiedSpan, ...]) -> tuple[CertifiedLevel, ...]:
    whens = zip(_spans(spans), spans, strict=True)
    return tuple(CertifiedLevel(when.start, when.until, each.level) for when, each in whens)


def _milestones(milestones: tuple[Milestone, ...]) -> tuple[InterimGoal, ...]:
    goals = (InterimGoal(each.code, each.at.astimezone(UTC), each.share_percent) for each in milestones)
    return tuple(sorted(goals, key=lambda goal: (goal.at, goal.code)))
