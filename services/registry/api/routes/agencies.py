"""Agencies, and what belongs to them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from mohlat_contracts.registry import AgencyKind
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.changing import ChangedAnswer, Changing, CurrentTag
from services.registry.api.etags import IfMatch, IfNoneMatch, tag_of
from services.registry.api.paging import At, Page, Pages
from services.registry.api.paths import AgencyCode, Code, InRegistry, ServiceCode, Words
from services.registry.api.seeing import Reader, Registering, seen
from services.registry.entries.agencies import RenameAgency
from services.registry.entries.fields import Entry, Instant, NamesEntry, Reason
from services.registry.entries.keys import RevokeKey
from services.registry.entries.services import ListServices, RetireService
from services.registry.reading import agencies, exemptions, services
from services.registry.reading.agencies import AgencyAnswer, AgencyItem
from services.registry.reading.exemptions import ExemptionAnswer, ExemptionItem
from services.registry.reading.services import ServiceAnswer
from services.registry.reading.view import View

router = APIRouter(tags=["agencies"])

Kind = Annotated[AgencyKind | None, Query()]
InGroup = Annotated[str | None, Query(alias="group", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")]
Under = Annotated[str | None, Query(alias="parent", pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
InProvince = Annotated[str | None, Query(alias="province", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")]
OfAgency = Annotated[str | None, Query(alias="agency", pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
OfMandate = Annotated[str | None, Query(alias="mandate", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")]


class NamesBody(NamesEntry):
    reason: Reason
    effective_from: Instant | None = None
    effective_until: Instant | None = None


class ServicesBody(ListServices):
    reason: Reason


class EndBody(Entry):
    reason: Reason
    effective_from: Instant | None = None


class ReasonBody(Entry):
    reason: Reason


@router.get("/agencies", operation_id="listAgencies")
async def list_agencies(
    _: Reader,
    registrar: InRegistry,
    at: At,
    pages: Pages,
    q: Words | None = None,
    group: InGroup = None,
    kind: Kind = None,
    parent: Under = None,
    province: InProvince = None,
) -> Page[AgencyAnswer]:
    """Those that exist then; `q` is in a name or the code, whichever way it is typed."""
    placed = {"group": group, "kind": kind, "parent": parent, "province": province}
    asked = pages.of("agencies", at, {"q": q} | placed, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        found = await agencies.agencies(session, view, after, asked.limit + 1, q=q, **placed)
    return asked.page(found, lambda each: (each.code,), *view)


@router.get("/agencies/{code}", operation_id="readAgency", response_model=AgencyItem)
async def read(code: AgencyCode, _: Reader, registrar: InRegistry, at: At, known: IfNoneMatch) -> Response:
    """With its history, services, keys, duties, exemptions and certificates."""
    async with seen(registrar, at.as_of, at.known_at) as (session, view):
        return known.answer(await agencies.agency(session, code, view))


@router.post("/agencies/{code}/names", operation_id="renameAgency", response_model=ChangedAnswer)
async def rename(code: AgencyCode, body: NamesBody, by: Registering, changing: Changing, if_match: IfMatch) -> Response:
    """The names hold until the next names booked, or until `effective_until`; the past keeps its own."""
    operation = RenameAgency(agency=code, **body.model_dump(exclude={"reason"}))
    return await changing(by, operation, body.reason, if_match, _tag_of(code))


@router.get("/agencies/{code}/services", operation_id="listServicesOfAgency")
async def list_its_services(
    code: AgencyCode, _: Reader, registrar: InRegistry, at: At, pages: Pages
) -> Page[ServiceAnswer]:
    asked = pages.of("services", at, {"agency": code}, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        every = await services.of_agency(session, code, view)
    return asked.page([each for each in every if each.code > after], lambda each: (each.code,), *view)


@router.post("/services", operation_id="listServices", response_model=ChangedAnswer)
async def list_services(body: ServicesBody, by: Registering, changing: Changing) -> Response:
    """List services, or say anew what they are like; those that are like this already stay as they are."""
    return await changing(by, ListServices(services=body.services, original=body.original), body.reason)


@router.post(
    "/agencies/{code}/services/{service}/retirement", operation_id="retireService", response_model=ChangedAnswer
)
async def retire(
    code: AgencyCode, service: ServiceCode, body: EndBody, by: Registering, changing: Changing, if_match: IfMatch
) -> Response:
    """With `If-Match`, the tag of the agency, only over the version that was read; without it over any."""
    operation = RetireService(agency=code, service=service, effective_from=body.effective_from)
    return await changing(by, operation, body.reason, if_match if if_match.given else None, _tag_of(code))


@router.post("/agencies/{code}/keys/{key_id}/revocation", operation_id="revokeKey", response_model=ChangedAnswer)
async def revoke(code: AgencyCode, key_id: Code, body: ReasonBody, by: Registering, changing: Changing) -> Response:
    """From now on nothing signed by it is accepted. One registrar may do this alone: it only ever protects."""
    return await changing(by, RevokeKey(agency=code, key_id=key_id), body.reason)


@router.get("/exemptions", operation_id="listExemptions")
async def list_exemptions(
    _: Reader,
    registrar: InRegistry,
    at: At,
    pages: Pages,
    mandate: OfMandate = None,
    agency: OfAgency = None,
) -> Page[ExemptionAnswer]:
    """Those in force then."""
    asked = pages.of("exemptions", at, {"mandate": mandate, "agency": agency}, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        found = await exemptions.in_force(session, view, after, asked.limit + 1, mandate=mandate, agency=agency)
    return asked.page(found, lambda each: (f"{each.agency}/{each.exemption}",), *view)


@router.get("/agencies/{code}/exemptions/{exemption}", operation_id="readExemption", response_model=ExemptionItem)
async def read_exemption(
    code: AgencyCode, exemption: Code, _: Reader, registrar: InRegistry, at: At, known: IfNoneMatch
) -> Response:
    async with seen(registrar, at.as_of, at.known_at) as (session, view):
        return known.answer(await exemptions.exemption(session, code, exemption, view))


def _tag_of(code: str) -> CurrentTag:
    async def tag(session: AsyncSession, view: View) -> str:
        return tag_of(await agencies.agency(session, code, view))

    return tag
