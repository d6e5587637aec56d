"""Groups of agencies and the bodies that oversee them."""

from uuid import uuid4

from mohlat_contracts.notices import OversightRole
from sqlmodel import col, select

from services.registry.entries import NamesEntry, OversightEntry
from services.registry.facts import agency_data
from services.registry.models import Agency, Contact, Group, OversightBody
from services.registry.registrar import Change


async def put_group(change: Change, code: str, entry: NamesEntry) -> bool:
    """Name a group; a new name is said of each of its agencies. True when the group is new."""
    group = await change.session.get(Group, code)
    if group is None:
        await change.insert([Group(code=code, name_fa=entry.name_fa, name_en=entry.name_en)])
        return True
    if (group.name_fa, group.name_en) != (entry.name_fa, entry.name_en):
        group.name_fa, group.name_en = entry.name_fa, entry.name_en
        members = select(Agency).where(col(Agency.group) == code).order_by(col(Agency.code))
        for agency in (await change.session.exec(members)).all():
            agency.revision += 1
            change.say(agency_data(agency, group))
    return False


async def put_oversight_body(change: Change, role: OversightRole, entry: OversightEntry) -> bool:
    """Name an oversight body and its mailbox. True when the body is new."""
    body = await change.session.get(OversightBody, role)
    if body is None:
        contact = Contact(id=uuid4(), role=role, name=entry.name_fa, email=entry.email, language="fa")
        await change.insert([OversightBody(role=role, name_fa=entry.name_fa, name_en=entry.name_en)])
        await change.insert([contact])
        change.tell(contact)
        return True
    body.name_fa, body.name_en = entry.name_fa, entry.name_en
    contact = (await change.session.exec(select(Contact).where(col(Contact.role) == role))).one()
    if (contact.name, contact.email) != (entry.name_fa, entry.email):
        contact.name, contact.email = entry.name_fa, entry.email
        contact.revision += 1
        change.tell(contact)
    return False
