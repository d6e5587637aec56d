"""Contacts in the database: persons and mailboxes, as they were known at an instant."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.models.book import ContactRow
from services.registry.models.row import among


async def find(
    session: AsyncSession,
    *conditions: ColumnElement[bool],
    known_at: datetime | None = None,
    after: str = "",
    limit: int | None = None,
) -> list[ContactRow]:
    """Of each contact the newest revision known before an instant (None: whatever is known), ordered by id.

    The erased are left out.

    Args:
        conditions: on ContactRow's columns that never change: id, agency, role.
    """
    wanted = list(conditions)
    if known_at is not None:
        wanted.append(col(ContactRow.known_at) < known_at)
    if after:
        wanted.append(col(ContactRow.id) > after)
    newest = (
        select(ContactRow.id, ContactRow.revision)
        .where(*wanted)
        .ext(distinct_on(col(ContactRow.id)))
        .order_by(col(ContactRow.id), col(ContactRow.revision).desc())
        .subquery()
    )
    living = (
        select(ContactRow)
        .join(
            newest,
            (col(ContactRow.id) == newest.c.id) & (col(ContactRow.revision) == newest.c.revision),
        )
        .where(~col(ContactRow.erased), col(ContactRow.email).is_not(None))
        .order_by(col(ContactRow.id))
        .limit(limit)
    )
    return list((await session.exec(living)).all())


async def newest(session: AsyncSession, contact: UUID) -> ContactRow | None:
    """The newest revision of a contact, erased or not."""
    revisions = select(ContactRow).where(col(ContactRow.id) == str(contact)).order_by(col(ContactRow.revision).desc())
    return (await session.exec(revisions.limit(1))).first()


async def of_agencies(session: AsyncSession, agencies: Sequence[str]) -> dict[tuple[str, str], ContactRow]:
    """The living contacts of agencies by agency and address."""
    found = await find(session, among(ContactRow.agency, agencies))
    return {(contact.agency or "", contact.email or ""): contact for contact in found}


async def blank(session: AsyncSession, contact: str) -> None:
    """Take name and address out of every revision of a contact."""
    erased = update(ContactRow).where(col(ContactRow.id) == contact).values(name=None, email=None)
    await session.exec(erased)
