"""Mandates, and whom they bind."""

from fastapi import APIRouter, Response

from services.registry.api.etags import IfNoneMatch
from services.registry.api.paging import At, Page, Pages
from services.registry.api.paths import Code, InRegistry
from services.registry.api.seeing import Reader, seen
from services.registry.reading import law
from services.registry.reading.law import BoundAnswer, MandateAnswer, MandateItem

router = APIRouter(tags=["mandates"], prefix="/mandates")


@router.get("", operation_id="listMandates")
async def list_mandates(_: Reader, registrar: InRegistry, at: At, pages: Pages) -> Page[MandateAnswer]:
    asked = pages.of("mandates", at, {}, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        every = await law.mandates(session, view)
    return asked.page([each for each in every if each.code > after], lambda each: (each.code,), *view)


@router.get("/{code}", operation_id="readMandate", response_model=MandateItem)
async def read(code: Code, _: Reader, registrar: InRegistry, at: At, known: IfNoneMatch) -> Response:
    """With its duties and its whole chain of deadlines, original and current."""
    async with seen(registrar, at.as_of, at.known_at) as (session, view):
        return known.answer(await law.mandate(session, code, view))


@router.get("/{code}/bound", operation_id="listBound")
async def list_bound(code: Code, _: Reader, registrar: InRegistry, at: At, pages: Pages) -> Page[BoundAnswer]:
    """Whom the mandate binds then, and by which of its duties."""
    asked = pages.of("bound", at, {"mandate": code}, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        found = await law.bound(session, code, view, after, asked.limit + 1)
    return asked.page(found, lambda each: (each.agency,), *view)
