"""Agencies, their keys and exemptions."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from services.registry import details, facts
from services.registry.api.answers import (
    AgenciesAnswer,
    AgencyAnswer,
    EnrolledAnswer,
    ExemptionAnswer,
    KeyAnswer,
    agency_answer,
    answer,
)
from services.registry.api.paths import AgencyCode, InRegistry, written
from services.registry.changes import enrolment, exemptions, keys
from services.registry.entries import AgencyEntry, ExemptionEntry, KeyEntry

router = APIRouter(tags=["agencies"], prefix="/agencies")

Entries = Annotated[list[AgencyEntry], Body(min_length=1, max_length=1_000)]


@router.post("", operation_id="registerAgencies")
async def register(entries: Entries, registrar: InRegistry, response: Response) -> EnrolledAnswer:
    """All of them or none; those already registered with equal content stay as they are."""
    async with registrar.change() as change:
        response.status_code = written(await enrolment.register(change, entries))
    return EnrolledAnswer(agencies=[entry.code for entry in entries])


@router.get("", operation_id="listAgencies")
async def list_agencies(
    registrar: InRegistry,
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=1_000)] = 1_000,
) -> AgenciesAnswer:
    async with registrar.reading() as session:
        found = await details.agencies(session, after, limit)
    following = found[-1].agency.agency if len(found) == limit else None
    return AgenciesAnswer(agencies=[agency_answer(each) for each in found], next=following)


@router.get("/{code}", operation_id="readAgency")
async def read(code: AgencyCode, registrar: InRegistry) -> AgencyAnswer:
    async with registrar.reading() as session:
        return agency_answer(await details.agency(session, code))


@router.post("/{code}/keys", operation_id="enrolKey")
async def enrol_key(code: AgencyCode, entry: KeyEntry, registrar: InRegistry, response: Response) -> KeyAnswer:
    async with registrar.change() as change:
        key, new = await keys.enrol(change, code, entry)
    response.status_code = written(new)
    return answer(KeyAnswer, facts.key_data(key))


@router.post("/{code}/exemptions", operation_id="grantExemption")
async def grant(code: AgencyCode, entry: ExemptionEntry, registrar: InRegistry, response: Response) -> ExemptionAnswer:
    async with registrar.change() as change:
        exemption, new = await exemptions.grant(change, code, entry)
    response.status_code = written(new)
    return answer(ExemptionAnswer, facts.exemption_data(exemption))
