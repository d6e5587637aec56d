"""Everything is looked through in pieces, and nothing is skipped or seen twice at their edges."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import bindings, revisions
from services.registry.book.contents import AgencyContent
from tests.integration.registry.world import MANDATE, World, an_agency, registering

CODES = ["a-b", "a0", "ab", "ab-c", "abc", "b-a", "b0-1"]
"""Codes that languages order otherwise than by code point."""


@pytest.fixture
async def many(world: World) -> World:
    await world.found()
    await world.enact(registering(*map(an_agency, CODES)))
    await world.enact(MANDATE)
    return world


async def test_a_walk_over_all_agencies(many: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "CHUNK", 2)
    async with AsyncSession(many.engine) as session:
        chunks = [chunk async for chunk in revisions.walk(session, "agency")]
    contents = [each.content for chunk in chunks for each in chunk]
    assert [content.code for content in contents if isinstance(content, AgencyContent)] == sorted(CODES)
    assert {len(chunk) for chunk in chunks} == {1, 2}


@pytest.mark.parametrize("at_most", [1, 2, 3, None])
async def test_whom_duties_bind(many: World, at_most: int | None) -> None:
    async with AsyncSession(many.engine) as session:
        found = bindings.of_duties(session, ["connect", "digitize"], at_most=at_most)
        owned = [each async for chunk in found for each in chunk]
    assert [agency for agency, _ in owned] == sorted(CODES)
    assert {tuple(sorted(held)) for _, held in owned} == {("connect", "digitize")}


async def test_pages_of_agencies(many: World) -> None:
    seen: list[str] = []
    asked = {"limit": "2", "kind": "core"}
    while True:
        page = await many.read("/v1/agencies", **asked)
        seen += [each["code"] for each in page["items"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert seen == sorted(CODES)
    assert (await many.read("/v1/agencies", kind="affiliated"))["items"] == []
