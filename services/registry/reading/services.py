"""What agencies offer."""

from datetime import datetime

import msgspec
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import revisions
from services.registry.book.contents import ServiceContent
from services.registry.book.timeline import at as holding
from services.registry.book.timeline import standing
from services.registry.models import RevisionRow
from services.registry.reading.view import Answer, View


class TraitsAnswer(Answer):
    """What a service is like over [start, until)."""

    start: datetime
    until: datetime | None
    name_fa: str
    name_en: str
    high_use: bool
    yearly_use: int | None


class ServiceAnswer(Answer):
    """A service as it is then; where it is not `offered` then, as it began or as it ended."""

    agency: str
    code: str
    revision: int
    offered: bool
    name_fa: str
    name_en: str
    high_use: bool
    yearly_use: int | None
    history: list[TraitsAnswer]


async def of_agency(session: AsyncSession, agency: str, view: View) -> list[ServiceAnswer]:
    """All that an agency ever offered, as far as it was known, ordered by code."""
    found = await revisions.find(session, "service", col(RevisionRow.agency) == agency, known_at=view.known_at)
    return [
        service_answer(each.revision, each.content, view)
        for each in found.values()
        if isinstance(each.content, ServiceContent)
    ]


async def services(session: AsyncSession, view: View, after: str, limit: int) -> list[ServiceAnswer]:
    """What any agency ever offered, ordered by agency and code."""
    found = await revisions.find(session, "service", known_at=view.known_at, after=after, limit=limit)
    return [
        service_answer(each.revision, each.content, view)
        for each in found.values()
        if isinstance(each.content, ServiceContent)
    ]


def service_answer(revision: int, service: ServiceContent, view: View) -> ServiceAnswer:
    return ServiceAnswer(
        agency=service.agency,
        code=service.code,
        revision=revision,
        offered=holding(service.traits, view.as_of) is not None,
        **msgspec.structs.asdict(standing(service.traits, view.as_of)),
        history=[
            TraitsAnswer(start=each.start, until=each.until, **msgspec.structs.asdict(each.value))
            for each in service.traits
        ],
    )
