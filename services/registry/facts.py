"""From rows to the facts of the contract: each with all that is known of its entity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from mohlat_contracts.contacts import ContactData
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import (
    AgencyData,
    Connect,
    Deadline,
    Digitize,
    DutyData,
    ExemptionData,
    Instrument,
    KeyData,
    Limits,
    Service,
    ServicesData,
)
from mohlat_contracts.registry import Group as GroupNames

if TYPE_CHECKING:
    from services.registry.models import (
        Agency,
        Binding,
        Contact,
        Duty,
        EnrolledKey,
        Exemption,
        Group,
        ListedService,
        Mandate,
        MandateDeadline,
    )


def agency_data(agency: Agency, group: Group) -> AgencyData:
    return AgencyData(
        agency=agency.code,
        revision=agency.revision,
        name_fa=agency.name_fa,
        name_en=agency.name_en,
        group=GroupNames(code=group.code, name_fa=group.name_fa, name_en=group.name_en),
        kind=cast("Any", agency.kind),
        parent=agency.parent,
        synthetic=agency.synthetic,
    )


def services_data(agency: str, services: Iterable[ListedService]) -> ServicesData:
    return ServicesData(
        agency=agency,
        revision=0,
        services=tuple(
            Service(
                code=service.code,
                name_fa=service.name_fa,
                name_en=service.name_en,
                high_use=service.high_use,
                spans=(Span(start=service.listed_from),),
            )
            for service in sorted(services, key=lambda service: service.code)
        ),
    )


def key_data(key: EnrolledKey) -> KeyData:
    return KeyData(agency=key.agency, key_id=key.key_id, revision=key.revision, public_key=key.public_key)


def duty_data(binding: Binding, duty: Duty, mandate: Mandate, chain: Iterable[MandateDeadline]) -> DutyData:
    return DutyData(
        agency=binding.agency,
        duty=duty.code,
        mandate=mandate.code,
        revision=binding.revision,
        name_fa=duty.name_fa,
        name_en=duty.name_en,
        obligation=obligation(duty),
        limits=limits(mandate),
        bound=(Span(start=binding.bound_from),),
        deadlines=tuple(deadline(link) for link in sorted(chain, key=lambda link: link.revision)),
    )


def obligation(duty: Duty) -> Connect | Digitize:
    if duty.kind == "connect":
        return Connect(grade=cast("Any", duty.grade))
    return Digitize(share_percent=cast("int", duty.share_percent), level=cast("Any", duty.level))


def limits(mandate: Mandate) -> Limits:
    return Limits(
        silent_after_days=mandate.silent_after_days,
        at_risk_days=mandate.at_risk_days,
        grace_open_hours=mandate.grace_open_hours,
    )


def deadline(link: MandateDeadline) -> Deadline:
    return Deadline(
        revision=link.revision,
        at=link.at,
        announced_at=link.announced_at,
        instrument=Instrument(number=link.instrument_number, date=link.instrument_date, issuer=link.instrument_issuer),
        final=link.final,
    )


def exemption_data(exemption: Exemption) -> ExemptionData:
    return ExemptionData(
        agency=exemption.agency,
        exemption=exemption.code,
        mandate=exemption.mandate,
        revision=exemption.revision,
        spans=(Span(start=exemption.exempt_from, until=exemption.exempt_until),),
        basis_fa=exemption.basis_fa,
        basis_en=exemption.basis_en,
    )


def contact_data(contact: Contact) -> ContactData:
    holder = f"oversight:{contact.role}" if contact.agency is None else f"agency:{contact.agency}"
    return ContactData(
        contact=str(contact.id),
        holder=holder,
        name=contact.name,
        email=contact.email,
        language=cast("Any", contact.language),
    )
