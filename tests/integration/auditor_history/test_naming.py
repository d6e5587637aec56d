"""Agencies are named and placed as of an instant, by what was known before another."""

from datetime import datetime

import pytest
from mohlat_contracts.registry import AgencySpan, Group
from mohlat_contracts.topics import REGISTRY
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.history import Agency
from services.auditor.scoreboard.reading import Library
from tests.integration.scoreboard.history import DAY, PARTITIONS, START, as_read, outgoing, registered
from tests.integration.scoreboard.test_recording import record_in_batches

MOVED = START + 100 * DAY
TOLD = START + 120 * DAY
BANKS = Group(code="banks", name_fa="بانک‌ها", name_en="Banks")
MINISTRIES = Group(code="ministries", name_fa="وزارتخانه‌ها", name_en="Ministries")


def a_span(start: datetime, until: datetime | None, group: Group, name: str, province: str | None = None) -> AgencySpan:
    return AgencySpan(
        start=start, until=until, name_fa="نام", name_en=name, group=group.code, kind="core", province=province
    )


BEFORE = registered("aa", 0, group=BANKS, history=(a_span(START, None, BANKS, "Old"),))
AFTER = structs.replace(
    registered(
        "aa",
        1,
        group=MINISTRIES,
        history=(a_span(START, MOVED, BANKS, "Old"), a_span(MOVED, None, MINISTRIES, "New", "fars")),
    ),
    time=TOLD,
)


@pytest.fixture
async def library(engine: AsyncEngine) -> Library:
    """It was told at TOLD that aa had moved at MOVED."""
    await record_in_batches(engine, as_read(outgoing("", REGISTRY, each, key="aa") for each in (AFTER, BEFORE)), 500)
    return Library(engine, PARTITIONS)


async def asked(library: Library, as_of: datetime, known_at: datetime) -> tuple[Agency, ...]:
    async with library.read() as reading:
        return await reading.history.agencies(as_of, known_at)


@pytest.mark.parametrize(
    ("as_of", "known_at", "name", "group", "province"),
    [
        pytest.param(MOVED - DAY, TOLD + DAY, "Old", "Banks", None, id="before the move"),
        pytest.param(MOVED, TOLD + DAY, "New", "Ministries", "fars", id="from the move on"),
        pytest.param(MOVED, TOLD, "Old", "Banks", None, id="as long as nobody knew of it"),
    ],
)
async def test_a_move_is_seen_from_its_day_on_by_who_knows_of_it(
    library: Library, as_of: datetime, known_at: datetime, name: str, group: str, province: str | None
) -> None:
    (agency,) = await asked(library, as_of, known_at)
    assert (agency.name_en, agency.group_name_en, agency.province) == (name, group, province)


@pytest.mark.parametrize(
    ("as_of", "known_at"),
    [
        pytest.param(START - DAY, TOLD, id="before it was founded"),
        pytest.param(MOVED, START, id="before it was known"),
    ],
)
async def test_an_agency_that_is_not_on_the_list_is_not_listed(
    library: Library, as_of: datetime, known_at: datetime
) -> None:
    assert await asked(library, as_of, known_at) == ()
    async with library.read() as reading:
        assert [agency.name_en for agency in await reading.agencies()] == ["Agency aa"], "its own page is there"
