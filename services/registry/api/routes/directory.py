"""Groups, provinces, and the bodies that oversee."""

from fastapi import APIRouter, Response
from mohlat_contracts.provinces import PROVINCES
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.changing import ChangedAnswer, Changing
from services.registry.api.etags import IfMatch, IfNoneMatch, tag_of
from services.registry.api.paging import At, Page, Pages
from services.registry.api.paths import Code, InRegistry
from services.registry.api.seeing import Reader, Registering, seen
from services.registry.entries.agencies import PutGroup
from services.registry.entries.fields import Instant, NamesEntry, Reason
from services.registry.identity.official import Role
from services.registry.problems import NotFound
from services.registry.reading import groups
from services.registry.reading.agencies import ProvinceNamed, province_named
from services.registry.reading.groups import GroupAnswer, GroupItem, OversightAnswer
from services.registry.reading.view import View

router = APIRouter(tags=["directory"])


class GroupBody(NamesEntry):
    reason: Reason
    effective_from: Instant | None = None


class MeAnswer(BaseModel):
    """Who the caller is to the registry."""

    subject: str
    name: str
    roles: list[Role]


@router.get("/me", operation_id="readMe")
async def me(official: Reader) -> MeAnswer:
    return MeAnswer(subject=official.subject, name=official.name, roles=sorted(official.roles))


@router.get("/groups", operation_id="listGroups")
async def list_groups(_: Reader, registrar: InRegistry, at: At, pages: Pages) -> Page[GroupAnswer]:
    asked = pages.of("groups", at, {}, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        found = await groups.groups(session, view, after, asked.limit + 1)
    return asked.page(found, lambda each: (each.code,), *view)


@router.get("/groups/{code}", operation_id="readGroup", response_model=GroupItem)
async def read(code: Code, _: Reader, registrar: InRegistry, at: At, known: IfNoneMatch) -> Response:
    async with seen(registrar, at.as_of, at.known_at) as (session, view):
        return known.answer(await groups.group(session, code, view))


@router.put("/groups/{code}", operation_id="putGroup", response_model=ChangedAnswer)
async def put(code: Code, body: GroupBody, by: Registering, changing: Changing, if_match: IfMatch) -> Response:
    """Enter a group, or name it anew; its agencies are said anew with it."""
    operation = PutGroup(code=code, **body.model_dump(exclude={"reason"}))

    async def tag(session: AsyncSession, view: View) -> str | None:
        try:
            return tag_of(await groups.group(session, code, view))
        except NotFound:
            return None

    return await changing(by, operation, body.reason, if_match, tag)


@router.get("/provinces", operation_id="listProvinces")
async def list_provinces(_: Reader, registrar: InRegistry, at: At, pages: Pages) -> Page[ProvinceNamed]:
    """By whose codes an agency's province is told; they are the same at any time."""
    asked = pages.of("provinces", at, {}, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (_session, view):
        after = str(asked.after[0]) if asked.after else ""
    found = [province_named(code) for code in PROVINCES if code > after]
    return asked.page(found, lambda each: (each.code,), *view)


@router.get("/oversight-bodies", operation_id="listOversightBodies")
async def list_bodies(_: Reader, registrar: InRegistry, at: At, pages: Pages) -> Page[OversightAnswer]:
    """Without their mailboxes, which are contacts."""
    asked = pages.of("oversight-bodies", at, {}, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        every = await groups.oversight_bodies(session, view)
    return asked.page([each for each in every if each.role > after], lambda each: (each.role,), *view)
