"""Events as the writers make them, through the real codec, with short names for tests."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from mohlat_contracts import DecodedEvent, Event, encode_batch, read_batch
from mohlat_contracts.clock import TickData
from mohlat_contracts.envelope import Span
from mohlat_contracts.evidence import (
    ConnectionClosed,
    ConnectionEstablished,
    ConnectionHeartbeat,
    DigitizedData,
    HeartbeatData,
    ServiceDigitized,
)
from mohlat_contracts.registry import (
    CertificationData,
    CertifiedSpan,
    Connect,
    Deadline,
    Digitize,
    DutyAssigned,
    DutyData,
    ExemptionData,
    ExemptionGranted,
    Grade,
    Instrument,
    Level,
    Limits,
    Milestone,
    Service,
    ServiceCertified,
    ServicesData,
    ServicesListed,
)
from mohlat_contracts.sources import REGISTRY
from mohlat_contracts.sources import agency as agency_urn

AGENCY = "sanjesh"
MANDATE = "window-1401"
START = datetime(2022, 9, 1, 19, 30, tzinfo=UTC)
"""Midnight in Tehran, in summer time; it ends twenty days later."""
INSTRUMENT = Instrument(number="1", date=date(2022, 3, 1), issuer="council")
LIMITS = Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24)
GRACE = timedelta(hours=24)

Spans = Iterable[tuple[datetime, datetime | None]]


def day(n: float) -> datetime:
    return START + timedelta(days=n)


def hour(n: float) -> datetime:
    return START + timedelta(hours=n)


def decoded(event: Event) -> DecodedEvent:
    return read_batch(encode_batch([event]))[0]


def spans(pairs: Spans) -> tuple[Span, ...]:
    return tuple(Span(start=start, until=until) for start, until in pairs)


def duty(
    deadlines: list[datetime],
    *,
    obligation: Connect | Digitize | None = None,
    grade: Grade = "proven",
    limits: Limits = LIMITS,
    bound: Spans = ((START, None),),
    revision: int = 0,
    announced: list[datetime] | None = None,
    milestones: Mapping[str, tuple[datetime, int | None]] = {},
    agency: str = AGENCY,
    id: str | None = None,
) -> DecodedEvent:
    wanted = obligation or Connect(grade=grade)
    code = "connect" if isinstance(wanted, Connect) else "digitize"
    chain = tuple(
        Deadline(revision=n, at=at, announced_at=(announced or [START] * len(deadlines))[n], instrument=INSTRUMENT)
        for n, at in enumerate(deadlines)
    )
    data = DutyData(
        agency=agency,
        duty=code,
        mandate=MANDATE,
        revision=revision,
        name_fa="اتصال",
        name_en="Connection",
        obligation=wanted,
        limits=limits,
        bound=spans(bound),
        deadlines=chain,
        milestones=tuple(
            Milestone(code=name, name_fa=name, name_en=name, at=at, share_percent=percent)
            for name, (at, percent) in milestones.items()
        ),
    )
    return decoded(DutyAssigned(id=id or f"{agency}-{code}-{revision}", source=REGISTRY, time=START, data=data))


def exemption(pairs: Spans, *, revision: int = 0, code: str = "e1", agency: str = AGENCY) -> DecodedEvent:
    data = ExemptionData(
        agency=agency,
        exemption=code,
        mandate=MANDATE,
        revision=revision,
        spans=spans(pairs),
        basis_fa="خدمتی به مردم ندارد",
        basis_en="serves no citizens",
    )
    return decoded(ExemptionGranted(id=f"{agency}-{code}-{revision}", source=REGISTRY, time=START, data=data))


def catalogue(
    services: Mapping[str, Spans],
    *,
    high_use: int = 10,
    yearly_use: Mapping[str, int] = {},
    revision: int = 0,
    agency: str = AGENCY,
) -> DecodedEvent:
    """The first `high_use` services are high-use."""
    listed = tuple(
        Service(
            code=code,
            name_fa=code,
            name_en=code,
            high_use=n < high_use,
            spans=spans(pairs),
            yearly_use=yearly_use.get(code),
        )
        for n, (code, pairs) in enumerate(services.items())
    )
    data = ServicesData(agency=agency, revision=revision, services=listed)
    return decoded(ServicesListed(id=f"{agency}-services-{revision}", source=REGISTRY, time=START, data=data))


def certified(
    service: str, levels: Iterable[tuple[Level, datetime, datetime | None]], *, revision: int = 0, agency: str = AGENCY
) -> DecodedEvent:
    """What an official found of a service: its levels, each over a span."""
    found = tuple(
        CertifiedSpan(start=start, until=until, level=level, certifier="inspector") for level, start, until in levels
    )
    data = CertificationData(agency=agency, service=service, revision=revision, spans=found)
    return decoded(ServiceCertified(id=f"{agency}-{service}-{revision}", source=REGISTRY, time=START, data=data))


def always(*codes: str) -> dict[str, Spans]:
    return dict.fromkeys(codes, ((START, None),))


def heartbeat(own: datetime, *services: str, agency: str = AGENCY, id: str | None = None) -> DecodedEvent:
    data = HeartbeatData(services=services)
    return decoded(
        ConnectionHeartbeat(id=id or f"beat-{own.isoformat()}", source=agency_urn(agency), time=own, data=data)
    )


def established(own: datetime, *, agency: str = AGENCY, id: str | None = None) -> DecodedEvent:
    return decoded(ConnectionEstablished(id=id or f"open-{own.isoformat()}", source=agency_urn(agency), time=own))


def closed(own: datetime, *, agency: str = AGENCY, id: str | None = None) -> DecodedEvent:
    return decoded(ConnectionClosed(id=id or f"closed-{own.isoformat()}", source=agency_urn(agency), time=own))


def digitized(
    own: datetime, service: str, level: Level = "fully_online", *, agency: str = AGENCY, id: str | None = None
) -> DecodedEvent:
    data = DigitizedData(service=service, level=level)
    name = id or f"{service}-{own.isoformat()}"
    return decoded(ServiceDigitized(id=name, source=agency_urn(agency), time=own, data=data))


def tick(open_from: datetime, open_to: datetime, writer: str = "connector-1", epoch: int = 0) -> TickData:
    return TickData(writer=writer, epoch=epoch, open_from=open_from, open_to=open_to)
