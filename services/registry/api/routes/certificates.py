"""Certificates of services. They are proposed, ended and corrected by four eyes."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from mohlat_contracts.registry import Level

from services.registry.api.etags import IfNoneMatch
from services.registry.api.paging import At, Page, Pages
from services.registry.api.paths import AgencyCode, InRegistry, ServiceCode
from services.registry.api.routes.agencies import OfAgency
from services.registry.api.seeing import Reader, seen
from services.registry.reading import certificates
from services.registry.reading.certificates import CertificationAnswer, CertificationItem

router = APIRouter(tags=["certificates"])

AtLevel = Annotated[Level | None, Query(alias="level")]


@router.get("/certifications", operation_id="listCertifications")
async def list_certifications(
    _: Reader, registrar: InRegistry, at: At, pages: Pages, agency: OfAgency = None, level: AtLevel = None
) -> Page[CertificationAnswer]:
    """The services that are certified then, at this level or at any."""
    asked = pages.of("certifications", at, {"agency": agency, "level": level}, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        found = await certificates.certified(session, view, after, asked.limit + 1, agency=agency, level=level)
    return asked.page(found, lambda each: (f"{each.agency}/{each.service}",), *view)


@router.get("/agencies/{code}/certifications", operation_id="listCertificationsOfAgency")
async def list_its_certifications(
    code: AgencyCode, _: Reader, registrar: InRegistry, at: At, pages: Pages
) -> Page[CertificationAnswer]:
    """All its services that were ever certified, each with all its certificates."""
    asked = pages.of("certifications-of-agency", at, {"agency": code}, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        every = await certificates.of_agency(session, code, view)
    return asked.page([each for each in every if each.service > after], lambda each: (each.service,), *view)


@router.get(
    "/agencies/{code}/services/{service}/certification",
    operation_id="readCertification",
    response_model=CertificationItem,
)
async def read(
    code: AgencyCode, service: ServiceCode, _: Reader, registrar: InRegistry, at: At, known: IfNoneMatch
) -> Response:
    """One service with all its certificates."""
    async with seen(registrar, at.as_of, at.known_at) as (session, view):
        return known.answer(await certificates.certification(session, code, service, view))
