"""Groups and oversight bodies."""

from datetime import datetime

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import revisions
from services.registry.book.contents import GroupContent, Names, OversightContent
from services.registry.book.entities import group as group_entity
from services.registry.book.timeline import Timeline, standing
from services.registry.models import RevisionRow
from services.registry.problems import NotFound
from services.registry.reading.view import Answer, View, Viewed


class GroupAnswer(Answer):
    """Its names as they are then."""

    code: str
    revision: int
    name_fa: str
    name_en: str


class GroupItem(GroupAnswer, Viewed):
    history: list["NamesAnswer"]


class NamesAnswer(Answer):
    name_fa: str
    name_en: str
    start: datetime
    until: datetime | None


class OversightAnswer(Answer):
    role: str
    revision: int
    name_fa: str
    name_en: str


async def groups(session: AsyncSession, view: View, after: str, limit: int) -> list[GroupAnswer]:
    """Ordered by code."""
    found = await revisions.find(session, "group", known_at=view.known_at, after=after, limit=limit)
    return [
        _group(revision.revision, revision.content, view)
        for revision in found.values()
        if isinstance(revision.content, GroupContent)
    ]


async def group(session: AsyncSession, code: str, view: View) -> GroupItem:
    """Raises NotFound when there was none of that code."""
    found = await revisions.one(session, group_entity(code), view.known_at)
    if found is None or not isinstance(found.content, GroupContent):
        raise NotFound(kind="group", code=code)
    answer = _group(found.revision, found.content, view)
    return GroupItem(**answer.model_dump(), history=names_history(found.content.names), **view._asdict())


async def named(session: AsyncSession, codes: set[str], known_at: datetime) -> dict[str, GroupContent]:
    """The groups of these codes."""
    found = await revisions.find(session, "group", col(RevisionRow.code).in_(codes), known_at=known_at)
    return {code: each.content for code, each in found.items() if isinstance(each.content, GroupContent)}


async def oversight_bodies(session: AsyncSession, view: View) -> list[OversightAnswer]:
    """Ordered by role."""
    found = await revisions.find(session, "oversight_body", known_at=view.known_at)
    answers = []
    for revision, content in found.values():
        assert isinstance(content, OversightContent)  # noqa: S101 - the kind says so
        names = standing(content.names, view.as_of)
        answers.append(OversightAnswer(role=content.role, revision=revision, **_fields(names)))
    return answers


def names_history(names: Timeline[Names]) -> list[NamesAnswer]:
    return [NamesAnswer(**_fields(each.value), start=each.start, until=each.until) for each in names]


def _group(revision: int, content: GroupContent, view: View) -> GroupAnswer:
    return GroupAnswer(code=content.code, revision=revision, **_fields(standing(content.names, view.as_of)))


def _fields(names: Names) -> dict[str, str]:
    return {"name_fa": names.name_fa, "name_en": names.name_en}
