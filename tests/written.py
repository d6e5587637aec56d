"""The two topics that a scenario's folder brings about, written without a stack: the law, what agencies send, ticks.

As the writers do it on a simulated clock: both tick every partition at every instant at which something happens, and
what happens then is known from then on.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from mohlat_contracts import DecodedEvent, Event, encode_batch, read_batch, sources
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
    Connect,
    Deadline,
    Digitize,
    DutyAssigned,
    DutyData,
    ExemptionData,
    ExemptionGranted,
    Instrument,
    Limits,
    Service,
    ServicesData,
    ServicesListed,
)

from scenarios.player.reading import Body, Scenario, read
from scenarios.player.reading.law import Duty, Extension
from scenarios.player.schedule import Deed, schedule
from services.plumbing.topics import partition_of
from services.timekeeping.partition_time import TopicKind
from tests.interleaving import Piece, Sources

PARTITIONS = 6


def written(folder: Path, partitions: int = PARTITIONS) -> list[Sources]:
    """Both topics of a scenario, by partition."""
    return _Writing(read(folder), partitions).sources()


class _Writing:
    def __init__(self, scenario: Scenario, partitions: int) -> None:
        self._scenario, self._law = scenario, scenario.law
        self._registry: list[list[Piece]] = [[] for _ in range(partitions)]
        self._evidence: list[list[Piece]] = [[] for _ in range(partitions)]
        self._ticked = scenario.law.starts
        self._announced: list[Extension] = []
        self._spools: dict[str, list[DecodedEvent]] = {}

    def sources(self) -> list[Sources]:
        self._ticks(self._law.starts)
        for body in self._scenario.roster:
            self._enter(body.code, self._law.starts, [_catalogue(body, self._law.starts), *self._duties(body)])
        for moment in schedule(self._scenario):
            self._ticks(moment.at)
            for extension in moment.extensions:
                self._announced.append(extension)
                for body in self._scenario.roster:
                    self._enter(body.code, moment.at, list(self._duties(body)))
            for number, deed in enumerate(moment.deeds):
                self._do(deed, moment.at, number)
        return [Sources(*map(tuple, both)) for both in zip(self._registry, self._evidence, strict=True)]

    def _ticks(self, at: datetime) -> None:
        for kind, topic, writer in (
            ("registry", self._registry, "registry"),
            ("evidence", self._evidence, "connector-1"),
        ):
            tick = TickData(writer=writer, epoch=1, open_from=self._ticked, open_to=at)
            for partition in topic:
                partition.append(Piece("registry" if kind == "registry" else "evidence", None, None, (), tick, at))
        self._ticked = at

    def _enter(self, code: str, at: datetime, facts: list[DecodedEvent]) -> None:
        self._append("registry", code, at, facts)

    def _append(self, kind: TopicKind, code: str, at: datetime, facts: list[DecodedEvent]) -> None:
        topic = self._registry if kind == "registry" else self._evidence
        topic[partition_of(code, len(topic))].append(Piece(kind, code, at, tuple(facts), None, at))

    def _do(self, deed: Deed, at: datetime, number: int) -> None:
        """What is sent while the agency is offline waits in its spool, and arrives when it is online again."""
        if deed.kind == "exempted":
            self._enter(deed.agency, at, [self._exemption(deed, at)])
        elif deed.kind == "offline":
            self._spools[deed.agency] = []
        elif deed.kind == "online":
            if spooled := self._spools.pop(deed.agency):
                self._append("evidence", deed.agency, at, spooled)
        elif deed.agency in self._spools:
            self._spools[deed.agency].append(_said(deed, at, number))
        else:
            self._append("evidence", deed.agency, at, [_said(deed, at, number)])

    def _duties(self, body: Body) -> Iterator[DecodedEvent]:
        bound = (duty for duty in self._law.mandate.duties if body.kind in duty.binds.kinds)
        yield from (self._duty(body, duty) for duty in bound)

    def _duty(self, body: Body, duty: Duty) -> DecodedEvent:
        law, mandate, revision = self._law, self._law.mandate, len(self._announced)
        chain = [(law.starts, mandate.deadline), *((each.announced_at, each.deadline) for each in self._announced)]
        obligation: Connect | Digitize = msgspec.convert(duty.obligation, Connect | Digitize)
        data = DutyData(
            agency=body.code,
            duty=duty.code,
            mandate=mandate.code,
            revision=revision,
            name_fa=duty.name_fa,
            name_en=duty.name_en,
            obligation=obligation,
            limits=msgspec.convert(mandate.limits, Limits),
            bound=(Span(start=law.starts),),
            deadlines=tuple(
                Deadline(revision=n, at=at, announced_at=announced_at, instrument=self._instrument)
                for n, (announced_at, at) in enumerate(chain)
            ),
        )
        name = f"{body.code}-{duty.code}-{revision}"
        return _decoded(DutyAssigned(id=name, source=sources.REGISTRY, time=chain[-1][0], data=data))

    def _exemption(self, deed: Deed, at: datetime) -> DecodedEvent:
        data = ExemptionData(
            agency=deed.agency,
            exemption="out-of-scope",
            mandate=self._law.mandate.code,
            revision=0,
            spans=(Span(start=at),),
            basis_fa=deed.reason_fa,
            basis_en=deed.reason_en,
        )
        return _decoded(ExemptionGranted(id=f"{deed.agency}-exempt", source=sources.REGISTRY, time=at, data=data))

    @property
    def _instrument(self) -> Instrument:
        instrument = self._law.mandate.instrument
        return Instrument(number=instrument.number, date=instrument.date, issuer=instrument.issuer)


def _catalogue(body: Body, since: datetime) -> DecodedEvent:
    listed = tuple(
        Service(code=code, name_fa=code, name_en=code, high_use=n < body.high_use_services, spans=(Span(start=since),))
        for n, code in enumerate(body.services)
    )
    data = ServicesData(agency=body.code, revision=0, services=listed)
    return _decoded(ServicesListed(id=f"{body.code}-services", source=sources.REGISTRY, time=since, data=data))


def _said(deed: Deed, at: datetime, number: int) -> DecodedEvent:
    source, name = sources.agency(deed.agency), f"{deed.agency}-{at:%Y%m%dT%H%M%SZ}-{number}"
    match deed.kind:
        case "connected":
            return _decoded(ConnectionEstablished(id=name, source=source, time=at))
        case "closed":
            return _decoded(ConnectionClosed(id=name, source=source, time=at))
        case "heartbeat":
            data = HeartbeatData(services=deed.services)
            return _decoded(ConnectionHeartbeat(id=name, source=source, time=at, data=data))
        case "digitized":
            found = DigitizedData(service=deed.service, level=deed.level)
            return _decoded(ServiceDigitized(id=name, source=source, time=at, data=found))
        case _:
            raise ValueError(f"{deed.kind} is no statement of an agency")


def _decoded(event: Event) -> DecodedEvent:
    return read_batch(encode_batch([event]))[0]
