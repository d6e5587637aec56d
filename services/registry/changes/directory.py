"""Groups of agencies, and the bodies that oversee them."""

from uuid import uuid4

import msgspec
from sqlmodel import col

from services.registry import people
from services.registry.book.contents import GroupContent, Names, OversightContent
from services.registry.book.entities import group, oversight_body
from services.registry.book.timeline import put, since
from services.registry.entries.agencies import PutGroup
from services.registry.entries.contacts import PutOversightBody
from services.registry.models import ContactRow
from services.registry.problems import EffectiveLater
from services.registry.registrar import Change


async def put_group(change: Change, entry: PutGroup) -> None:
    """Name a group; a new name is said of each of its agencies.

    Raises:
        EffectiveLater: the name is for a day to come, of which nobody would be told when it comes.
    """
    names, start = Names(entry.name_fa, entry.name_en), entry.effective_from or change.known_at
    if start > change.known_at:
        raise EffectiveLater(kind="group", code=entry.code, at=start)
    held = await change.book.get(GroupContent, group(entry.code))
    if held is None:
        change.book.put(GroupContent(entry.code, since(start, names)))
    else:
        change.book.put(msgspec.structs.replace(held, names=put(held.names, names, start)))


async def put_oversight_body(change: Change, entry: PutOversightBody) -> None:
    """Name an oversight body and its mailbox."""
    names = Names(entry.name_fa, entry.name_en)
    held = await change.book.get(OversightContent, oversight_body(entry.role))
    if held is None:
        change.book.put(OversightContent(entry.role, since(change.known_at, names)))
    else:
        change.book.put(msgspec.structs.replace(held, names=put(held.names, names, change.known_at)))
    mailbox = next(iter(await people.find(change.session, col(ContactRow.role) == entry.role)), None)
    if mailbox is None or (mailbox.name, mailbox.email) != (entry.name_fa, entry.email):
        change.put_contact(
            ContactRow(
                id=str(uuid4()) if mailbox is None else mailbox.id,
                revision=change.number,
                known_at=change.known_at,
                role=entry.role,
                job="head",
                language="fa",
                name=entry.name_fa,
                email=entry.email,
            )
        )
