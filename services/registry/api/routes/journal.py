"""The journal: who changed what, who approved it, when and why."""

from fastapi import APIRouter

from services.registry.api.paging import At, Page, Pages
from services.registry.api.paths import InRegistry, Number
from services.registry.api.seeing import Reader, seen
from services.registry.reading import journal
from services.registry.reading.journal import ChangeAnswer, ChangeItem

router = APIRouter(tags=["journal"], prefix="/changes")


@router.get("", operation_id="listChanges")
async def list_changes(_: Reader, registrar: InRegistry, at: At, pages: Pages) -> Page[ChangeAnswer]:
    """In their order."""
    asked = pages.of("changes", at, {}, int)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = int(asked.after[0]) if asked.after else 0
        found = await journal.changes(session, after, asked.limit + 1, view.known_at)
    return asked.page(found, lambda each: (each.number,), *view)


@router.get("/{number}", operation_id="readChange")
async def read(number: Number, _: Reader, registrar: InRegistry, at: At) -> ChangeItem:
    """A change never changes; before it was made there is none."""
    async with registrar.reading() as session:
        return await journal.change(session, number, at.known_at)
