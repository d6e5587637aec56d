"""Persons and mailboxes, for those who work with them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from mohlat_contracts.notices import OversightRole
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.changing import ChangedAnswer, Changing
from services.registry.api.etags import IfMatch, IfNoneMatch, tag_of
from services.registry.api.paging import At, Page, Pages
from services.registry.api.paths import ContactId, InRegistry
from services.registry.api.problems import refusing
from services.registry.api.routes.agencies import OfAgency, ReasonBody
from services.registry.api.seeing import Registering, SeesPersons, seen
from services.registry.entries.contacts import ContactEntry, EditContact, EraseContact, PersonEntry, PutContacts
from services.registry.entries.fields import Entry, Reason
from services.registry.problems import ContactErased
from services.registry.reading import contacts
from services.registry.reading.contacts import ContactAnswer, ContactItem
from services.registry.reading.view import View

router = APIRouter(tags=["contacts"], prefix="/contacts")

_ERASED = refusing(ContactErased)


class ContactsBody(Entry):
    contacts: Annotated[tuple[ContactEntry, ...], Field(min_length=1, max_length=10_000)]
    reason: Reason


class ContactBody(PersonEntry):
    reason: Reason


@router.get("", operation_id="listContacts")
async def list_contacts(
    _: SeesPersons,
    registrar: InRegistry,
    at: At,
    pages: Pages,
    agency: OfAgency = None,
    role: Annotated[OversightRole | None, Query()] = None,
) -> Page[ContactAnswer]:
    """Those that are not erased, as they were known; when they were true is not kept of persons."""
    asked = pages.of("contacts", at, {"agency": agency, "role": role}, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        found = await contacts.contacts(session, view, after, asked.limit + 1, agency=agency, role=role)
    return asked.page(found, lambda each: (each.contact,), *view)


@router.get("/{contact}", operation_id="readContact", response_model=ContactItem, responses=_ERASED)
async def read(contact: ContactId, _: SeesPersons, registrar: InRegistry, at: At, known: IfNoneMatch) -> Response:
    async with seen(registrar, at.as_of, at.known_at) as (session, view):
        return known.answer(await contacts.contact(session, contact, view))


@router.post("", operation_id="putContacts", response_model=ChangedAnswer)
async def put(body: ContactsBody, by: Registering, changing: Changing) -> Response:
    """Enter contacts of agencies; one whose address is known at the agency is corrected."""
    return await changing(by, PutContacts(contacts=body.contacts), body.reason)


@router.put("/{contact}", operation_id="editContact", response_model=ChangedAnswer, responses=_ERASED)
async def edit(
    contact: ContactId, body: ContactBody, by: Registering, changing: Changing, if_match: IfMatch
) -> Response:
    """Correct a contact of an agency; the mailbox of an oversight body is changed by a proposal."""
    operation = EditContact(contact=contact, **body.model_dump(exclude={"reason"}))

    async def tag(session: AsyncSession, view: View) -> str:
        return tag_of(await contacts.contact(session, contact, view))

    return await changing(by, operation, body.reason, if_match, tag)


@router.post("/{contact}/erasure", operation_id="eraseContact", response_model=ChangedAnswer)
async def erase(contact: ContactId, body: ReasonBody, by: Registering, changing: Changing) -> Response:
    """Take the person out of the book and out of the topic, for good. The reason is kept: name nobody in it."""
    return await changing(by, EraseContact(contact=contact), body.reason)
