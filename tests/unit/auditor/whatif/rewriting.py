"""A world whose registry had said something else from the beginning: the test's own way, record by record."""

from collections.abc import Callable
from datetime import datetime

from mohlat_contracts import DecodedEvent
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import Digitize, DutyAssigned, DutyData, ExemptionData, ExemptionGranted
from mohlat_contracts.sources import REGISTRY
from msgspec import structs

from services.auditor.whatif.changing import BASIS_EN, BASIS_FA
from tests.unit.auditor.events import MANDATE, decoded
from tests.unit.auditor.worlds import Record, World

OfDuty = Callable[[DutyData], DutyData]


def with_duties(played: World, code: str | None, rewrite: OfDuty) -> World:
    """Every duty fact of an agency, or of all, said otherwise."""

    def again(fact: DecodedEvent) -> DecodedEvent:
        event = fact.event
        if not isinstance(event, DutyAssigned) or code not in (None, event.data.agency):
            return fact
        data = rewrite(event.data)
        return fact if data == event.data else decoded(structs.replace(event, data=data))

    return _with_facts(played, again)


def without_exemptions(played: World, code: str) -> World:
    def again(fact: DecodedEvent) -> DecodedEvent:
        event = fact.event
        if not isinstance(event, ExemptionGranted) or event.data.agency != code or not event.data.spans:
            return fact
        return decoded(structs.replace(event, data=structs.replace(event.data, spans=())))

    return _with_facts(played, again)


def with_exemption(played: World, code: str, start: datetime, until: datetime | None) -> World:
    """Said in the record that says a duty of the agency first."""
    first = next(record for record in played.registry if any(_is_duty_of(fact, code) for fact in record.facts))
    data = ExemptionData(
        agency=code,
        exemption="what-if-1",
        mandate=MANDATE,
        revision=0,
        spans=(Span(start=start, until=until),),
        basis_fa=BASIS_FA,
        basis_en=BASIS_EN,
    )
    event = ExemptionGranted(id=f"what-if-1:{code}", source=REGISTRY, time=first.known_at, data=data)
    log = [
        record._replace(facts=(*record.facts, decoded(event))) if record.facts == first.facts else record
        for record in played.registry
    ]
    return played._replace(registry=log)


def newest_revision(played: World, code: str, duty: str) -> int:
    """Of the deadlines in the newest revision of a duty of an agency."""
    datas = [
        fact.event.data
        for record in played.registry
        for fact in record.facts
        if isinstance(fact.event, DutyAssigned) and (fact.event.data.agency, fact.event.data.duty) == (code, duty)
    ]
    return max(datas, key=lambda data: data.revision).deadlines[-1].revision


def share(percent: int) -> OfDuty:
    def rewrite(data: DutyData) -> DutyData:
        if not isinstance(data.obligation, Digitize):
            return data
        return structs.replace(data, obligation=structs.replace(data.obligation, share_percent=percent))

    return rewrite


def _is_duty_of(fact: DecodedEvent, code: str) -> bool:
    return isinstance(fact.event, DutyAssigned) and fact.event.data.agency == code


def _with_facts(played: World, again: Callable[[DecodedEvent], DecodedEvent]) -> World:
    def said(record: Record) -> Record:
        return record._replace(facts=tuple(again(fact) for fact in record.facts))

    return played._replace(registry=[said(record) for record in played.registry])
