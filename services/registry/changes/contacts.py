"""Persons and mailboxes: entered, corrected, and erased for good."""

from collections import Counter
from uuid import UUID, uuid4

from services.registry import people
from services.registry.book.contents import AgencyContent
from services.registry.book.entities import agency
from services.registry.entries.contacts import ContactEntry, EditContact, EraseContact, PersonEntry, PutContacts
from services.registry.models import ContactRow
from services.registry.problems import (
    ContactErased,
    ContentDiffers,
    FourEyesRequired,
    NotFound,
    ReferenceUnknown,
    Repeated,
)
from services.registry.registrar import Change


async def put(change: Change, entry: PutContacts) -> None:
    """Enter contacts of agencies, or correct those that have the same address.

    Raises:
        Repeated: an agency has the same address twice in the request.
        ReferenceUnknown: there is no such agency.
    """
    counted = Counter((each.agency, each.email) for each in entry.contacts)
    (owner, _), count = counted.most_common(1)[0]
    if count > 1:
        raise Repeated(kind="contact", code=owner)
    owners = sorted({each.agency for each in entry.contacts})
    await change.book.load("agency", owners)
    for owner in owners:
        if await change.book.get(AgencyContent, agency(owner)) is None:
            raise ReferenceUnknown(kind="agency", code=owner, where="contacts")
    standing = await people.of_agencies(change.session, owners)
    for each in entry.contacts:
        held = standing.get((each.agency, each.email))
        if held is None:
            change.put_contact(_new(change, each))
        elif not same(held, each):
            change.put_contact(_revised(change, held, each))


async def edit(change: Change, entry: EditContact) -> None:
    """Correct a contact.

    Raises:
        NotFound, ContactErased: there is no such contact any more.
        FourEyesRequired: it is the mailbox of an oversight body.
        ContentDiffers: another contact of the agency has that address.
    """
    held = await the_contact(change, entry.contact)
    if held.agency is None:
        raise FourEyesRequired(action="put_oversight_body")
    other = (await people.of_agencies(change.session, [held.agency])).get((held.agency, entry.email))
    if other is not None and other.id != held.id:
        raise ContentDiffers(kind="contact", code=other.id)
    if not same(held, entry):
        change.put_contact(_revised(change, held, entry))


async def erase(change: Change, entry: EraseContact) -> None:
    """Take a person out of the book, of every record that waits to be repeated, and of the topic by a tombstone.

    Raises:
        NotFound: there never was such a contact.
        FourEyesRequired: it is the mailbox of an oversight body, and one official alone would silence it.
    """
    held = await people.newest(change.session, entry.contact)
    if held is None:
        raise NotFound(kind="contact", code=str(entry.contact))
    if held.erased:
        return
    if held.role is not None and not change.four_eyes:
        raise FourEyesRequired(action=entry.action)
    change.put_contact(
        ContactRow(
            id=held.id,
            revision=change.number,
            known_at=change.known_at,
            agency=held.agency,
            role=held.role,
            job=held.job,
            language=held.language,
            erased=True,
        )
    )


async def the_contact(change: Change, contact: UUID) -> ContactRow:
    """Raises NotFound or ContactErased when it is not there."""
    held = await people.newest(change.session, contact)
    if held is None:
        raise NotFound(kind="contact", code=str(contact))
    if held.erased:
        raise ContactErased(contact=str(contact))
    return held


def same(held: ContactRow, entry: PersonEntry) -> bool:
    """Whether an entry says of a contact what is known."""
    return (held.name, held.email, held.job, held.language) == (entry.name, entry.email, entry.job, entry.language)


def _new(change: Change, entry: ContactEntry) -> ContactRow:
    return ContactRow(id=str(uuid4()), revision=change.number, known_at=change.known_at, **entry.model_dump())


def _revised(change: Change, held: ContactRow, entry: PersonEntry) -> ContactRow:
    return ContactRow(
        id=held.id,
        revision=change.number,
        known_at=change.known_at,
        agency=held.agency,
        role=held.role,
        name=entry.name,
        email=entry.email,
        job=entry.job,
        language=entry.language,
    )
