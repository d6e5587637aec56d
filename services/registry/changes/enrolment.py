"""Agencies enter the registry: all of a list or none of it, and each once."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.changes import duties
from services.registry.entries import AgencyEntry, ContactEntry, ServiceEntry
from services.registry.facts import agency_data, services_data
from services.registry.models import Agency, Contact, Group, ListedService
from services.registry.problems import ContentDiffers
from services.registry.registrar import Change
from services.registry.rules import roster

_CONTACT = set(ContactEntry.model_fields)
_SERVICE = set(ServiceEntry.model_fields)


async def register(change: Change, entries: Sequence[AgencyEntry]) -> bool:
    """Register those agencies that are not registered yet. True when there was one.

    Raises:
        Repeated, ReferenceUnknown, ParentCycle: the list cannot be enrolled as it is.
        ContentDiffers: an agency of that code is registered with other content.
    """
    roster.check_repeats(entries)
    session = change.session
    registered = await _registered(session, [entry.code for entry in entries])
    for entry in entries:
        if entry.code in registered and registered[entry.code] != _comparable(entry):
            raise ContentDiffers(f"Agency {entry.code} is registered with other content.")
    newcomers = [entry for entry in entries if entry.code not in registered]
    if newcomers:
        groups = {group.code: group for group in (await session.exec(select(Group))).all()}
        roster.check_references(newcomers, set(groups), set((await session.exec(select(Agency.code))).all()))
        await _enrol(change, roster.parents_first(newcomers), groups)
    return bool(newcomers)


async def _enrol(change: Change, entries: Sequence[AgencyEntry], groups: dict[str, Group]) -> None:
    agencies = [_agency(entry) for entry in entries]
    contacts = [_contact(entry.code, contact) for entry in entries for contact in entry.contacts]
    services = {entry.code: [_service(change, entry.code, service) for service in entry.services] for entry in entries}
    await change.insert(agencies)
    await change.insert(contacts)
    await change.insert([service for listed in services.values() for service in listed])
    for agency in sorted(agencies, key=lambda agency: agency.code):
        change.say(agency_data(agency, groups[agency.group]))
        change.say(services_data(agency.code, services[agency.code]))
    for contact in contacts:
        change.tell(contact)
    await duties.assign(change, agencies, await duties.laws(change.session))


async def _registered(session: AsyncSession, codes: Sequence[str]) -> dict[str, AgencyEntry]:
    """What is registered under these codes, as it would have been entered."""
    agencies = (await session.exec(select(Agency).where(col(Agency.code).in_(codes)))).all()
    if not agencies:
        return {}
    contacts: dict[str | None, list[ContactEntry]] = defaultdict(list)
    for contact in (await session.exec(select(Contact).where(col(Contact.agency).in_(codes)))).all():
        contacts[contact.agency].append(ContactEntry.model_validate(contact.model_dump(include=_CONTACT)))
    services: dict[str, list[ServiceEntry]] = defaultdict(list)
    for service in (await session.exec(select(ListedService).where(col(ListedService.agency).in_(codes)))).all():
        services[service.agency].append(ServiceEntry.model_validate(service.model_dump(include=_SERVICE)))
    return {
        agency.code: _comparable(
            AgencyEntry(
                **agency.model_dump(exclude={"revision"}),
                contacts=tuple(contacts[agency.code]),
                services=tuple(services[agency.code]),
            )
        )
        for agency in agencies
    }


def _comparable(entry: AgencyEntry) -> AgencyEntry:
    """The order of contacts and services means nothing."""
    return entry.model_copy(
        update={
            "contacts": tuple(sorted(entry.contacts, key=lambda contact: contact.email)),
            "services": tuple(sorted(entry.services, key=lambda service: service.code)),
        }
    )


def _agency(entry: AgencyEntry) -> Agency:
    return Agency(**entry.model_dump(exclude={"contacts", "services"}))


def _contact(agency: str, entry: ContactEntry) -> Contact:
    return Contact(id=uuid4(), agency=agency, **entry.model_dump())


def _service(change: Change, agency: str, entry: ServiceEntry) -> ListedService:
    return ListedService(agency=agency, listed_from=change.known_at, **entry.model_dump())
