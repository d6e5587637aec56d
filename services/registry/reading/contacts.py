"""Persons and mailboxes, for those who may see them."""

from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import people
from services.registry.models import ContactRow
from services.registry.problems import ContactErased, NotFound
from services.registry.reading.view import Answer, View, Viewed


class ContactAnswer(Answer):
    contact: str
    revision: int
    agency: str | None
    role: str | None
    name: str
    email: str
    job: str
    language: str


class ContactItem(ContactAnswer, Viewed):
    pass


async def contacts(
    session: AsyncSession, view: View, after: str, limit: int, *, agency: str | None, role: str | None
) -> list[ContactAnswer]:
    """The living ones as they were known, ordered by id."""
    among = [] if agency is None else [col(ContactRow.agency) == agency]
    among += [] if role is None else [col(ContactRow.role) == role]
    found = await people.find(session, *among, known_at=view.known_at, after=after, limit=limit)
    return [_answer(row) for row in found]


async def contact(session: AsyncSession, contact: UUID, view: View) -> ContactItem:
    """Raises NotFound when there was none, ContactErased when it is erased by now."""
    newest = await people.newest(session, contact)
    if newest is not None and newest.erased:
        raise ContactErased(contact=str(contact))
    found = await people.find(session, col(ContactRow.id) == str(contact), known_at=view.known_at)
    if not found:
        raise NotFound(kind="contact", code=str(contact))
    return ContactItem(**dict(_answer(found[0])), **view._asdict())


def _answer(row: ContactRow) -> ContactAnswer:
    return ContactAnswer(
        contact=row.id,
        revision=row.revision,
        agency=row.agency,
        role=row.role,
        name=row.name or "",
        email=row.email or "",
        job=row.job,
        language=row.language,
    )
