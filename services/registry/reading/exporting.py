"""What a table of the book holds: entries, as they could be entered again."""

from mohlat_contracts.envelope import Span
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import people, revisions
from services.registry.book.contents import (
    AgencyContent,
    CertificationContent,
    ExemptionContent,
    InstrumentContent,
    ServiceContent,
)
from services.registry.book.timeline import at as holding
from services.registry.book.timeline import standing
from services.registry.entries.agencies import AgencyEntry
from services.registry.entries.certificates import CertificateEntry
from services.registry.entries.contacts import ContactEntry
from services.registry.entries.exemptions import GrantExemption
from services.registry.entries.law import InstrumentEntry
from services.registry.entries.services import ServiceEntry
from services.registry.reading.view import View
from services.registry.tables import ExportKind

Exported = AgencyEntry | ServiceEntry | ContactEntry | GrantExemption | CertificateEntry


async def entries(session: AsyncSession, kind: ExportKind, view: View) -> list[Exported]:
    """Agencies that exist, services offered, contacts known, exemptions and certificates in force, all of them then."""
    match kind:
        case "agencies":
            agencies = await revisions.find(session, "agency", known_at=view.known_at)
            found = [_agency(each.content, view) for each in agencies.values()]
        case "services":
            services = await revisions.find(session, "service", known_at=view.known_at)
            found = [_service(each.content, view) for each in services.values()]
        case "exemptions":
            exemptions = await revisions.find(session, "exemption", known_at=view.known_at)
            found = [_exemption(each.content, view) for each in exemptions.values()]
        case "certificates":
            certified = await revisions.find(session, "certification", known_at=view.known_at)
            found = [_certificate(each.content, view) for each in certified.values()]
        case "contacts":
            found = await _contacts(session, view)
    return [entry for entry in found if entry is not None]


def _agency(content: object, view: View) -> Exported | None:
    assert isinstance(content, AgencyContent)  # noqa: S101 - the kind says so
    names, place = holding(content.names, view.as_of), holding(content.place, view.as_of)
    if names is None or place is None:
        return None
    return AgencyEntry(
        code=content.code,
        name_fa=names.name_fa,
        name_en=names.name_en,
        group=place.group,
        kind=place.kind,
        parent=place.parent,
        province=place.province,
        synthetic=content.synthetic,
    )


def _service(content: object, view: View) -> Exported | None:
    assert isinstance(content, ServiceContent)  # noqa: S101 - the kind says so
    traits = holding(content.traits, view.as_of)
    if traits is None:
        return None
    latest = standing(content.traits, view.as_of)
    return ServiceEntry(
        agency=content.agency,
        code=content.code,
        name_fa=latest.name_fa,
        name_en=latest.name_en,
        high_use=latest.high_use,
        yearly_use=latest.yearly_use,
    )


def _exemption(content: object, view: View) -> Exported | None:
    assert isinstance(content, ExemptionContent)  # noqa: S101 - the kind says so
    span: Span = content.span
    if not span.covers(view.as_of):
        return None
    return GrantExemption(
        agency=content.agency,
        code=content.code,
        mandate=content.mandate,
        exempt_from=span.start,
        exempt_until=span.until,
        basis_fa=content.basis_fa,
        basis_en=content.basis_en,
        approver=content.approver,
        instrument=_instrument(content.instrument),
    )


def _certificate(content: object, view: View) -> Exported | None:
    assert isinstance(content, CertificationContent)  # noqa: S101 - the kind says so
    version = next((each for each in content.certificates if each.covers(view.as_of)), None)
    if version is None:
        return None
    return CertificateEntry(
        agency=content.agency,
        service=content.service,
        level=version.value.level,
        certified_from=version.start,
        certified_until=version.until,
        certifier=version.value.certifier,
        instrument=_instrument(version.value.instrument),
    )


def _instrument(instrument: InstrumentContent) -> InstrumentEntry:
    return InstrumentEntry(
        number=instrument.number, date=instrument.date, issuer=instrument.issuer, document=instrument.document
    )


async def _contacts(session: AsyncSession, view: View) -> list[Exported | None]:
    found = await people.find(session, known_at=view.known_at)
    return [
        ContactEntry(
            agency=row.agency,
            name=row.name or "",
            email=row.email or "",
            job="head" if row.job == "head" else "technical",
            language="en" if row.language == "en" else "fa",
        )
        for row in sorted(found, key=lambda row: (row.agency or "", row.email or ""))
        if row.agency is not None
    ]
