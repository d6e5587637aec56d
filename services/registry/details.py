"""Agencies as they stand: what the log says of each, read from the tables."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mohlat_contracts.registry import AgencyData, DutyData, ExemptionData, KeyData, ServicesData
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import facts
from services.registry.changes import duties
from services.registry.models import Agency, Binding, EnrolledKey, Exemption, Group, ListedService
from services.registry.problems import NotFound

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class AgencyDetails:
    agency: AgencyData
    services: ServicesData
    keys: tuple[KeyData, ...]
    duties: tuple[DutyData, ...]
    exemptions: tuple[ExemptionData, ...]


async def agency(session: AsyncSession, code: str) -> AgencyDetails:
    """Raises NotFound when there is none of that code."""
    found = await session.get(Agency, code)
    if found is None:
        raise NotFound(f"There is no agency {code}.")
    return (await _details(session, [found]))[0]


async def agencies(session: AsyncSession, after: str, limit: int) -> list[AgencyDetails]:
    """The first `limit` agencies whose code is greater than `after`, ordered by code."""
    page = select(Agency).where(col(Agency.code) > after).order_by(col(Agency.code)).limit(limit)
    return await _details(session, (await session.exec(page)).all())


async def _details(session: AsyncSession, found: Sequence[Agency]) -> list[AgencyDetails]:
    codes = [agency.code for agency in found]
    groups = {group.code: group for group in (await session.exec(select(Group))).all()}
    standing = {duty.code: (duty, law) for law in await duties.laws(session) for duty in law.duties}
    listed = (await session.exec(select(ListedService).where(col(ListedService.agency).in_(codes)))).all()
    enrolled = (await session.exec(select(EnrolledKey).where(col(EnrolledKey.agency).in_(codes)))).all()
    bound = (await session.exec(select(Binding).where(col(Binding.agency).in_(codes)))).all()
    granted = (await session.exec(select(Exemption).where(col(Exemption.agency).in_(codes)))).all()
    services, keys = _by_agency(listed, lambda row: row.agency), _by_agency(enrolled, lambda row: row.agency)
    bindings, exemptions = _by_agency(bound, lambda row: row.agency), _by_agency(granted, lambda row: row.agency)

    def duty_of(binding: Binding) -> DutyData:
        duty, law = standing[binding.duty]
        return facts.duty_data(binding, duty, law.mandate, law.chain)

    return [
        AgencyDetails(
            agency=facts.agency_data(each, groups[each.group]),
            services=facts.services_data(each.code, services[each.code]),
            keys=tuple(facts.key_data(key) for key in sorted(keys[each.code], key=lambda key: key.key_id)),
            duties=tuple(duty_of(binding) for binding in sorted(bindings[each.code], key=lambda row: row.duty)),
            exemptions=tuple(
                facts.exemption_data(row) for row in sorted(exemptions[each.code], key=lambda row: row.code)
            ),
        )
        for each in found
    ]


def _by_agency(rows: Iterable[_Row], agency_of: Callable[[_Row], str]) -> dict[str, list[_Row]]:
    grouped: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        grouped[agency_of(row)].append(row)
    return grouped
