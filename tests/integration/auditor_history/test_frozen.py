"""What was published under a name stays under it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.figures.freezing import NotToBeFrozen, compare
from services.auditor.figures.receipts import issue
from services.auditor.history import AlreadyFrozen, FrozenFigures, NotFrozen
from tests.unit.auditor.figures.censuses import DAY_1, DAY_2, a_census, a_definition, bodies

CENSUS = a_census([*bodies("yes", 3, "met", "full"), *bodies("no", 2, "overdue", "none")])
RECEIPT = issue(a_definition(), CENSUS)
OTHER = issue(a_definition(counts="claimed"), CENSUS)


async def test_a_frozen_figure_is_read_as_it_was_frozen(engine: AsyncEngine) -> None:
    figures = FrozenFigures(engine)
    frozen = await figures.freeze("khordad", RECEIPT, by="the committee", at=DAY_1, note="told to the press")
    assert (frozen.frozen.receipt, frozen.by, frozen.note) == (RECEIPT, "the committee", "told to the press")
    assert await figures.get("khordad") == frozen
    assert compare(frozen.frozen, CENSUS).outcome == "same"


async def test_the_same_again_changes_nothing_and_another_is_refused(engine: AsyncEngine) -> None:
    figures = FrozenFigures(engine)
    first = await figures.freeze("khordad", RECEIPT, by="the committee", at=DAY_1)
    assert await figures.freeze("khordad", RECEIPT, by="somebody else", at=DAY_2) == first
    with pytest.raises(AlreadyFrozen, match="khordad"):
        await figures.freeze("khordad", OTHER, by="the committee", at=DAY_1)
    assert await figures.list() == (first,)


async def test_of_several_at_once_one_has_the_name(engine: AsyncEngine) -> None:
    figures = FrozenFigures(engine)
    attempts = [figures.freeze("khordad", receipt, by="x", at=DAY_1) for receipt in (RECEIPT, OTHER, RECEIPT, OTHER)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(outcome, AlreadyFrozen) for outcome in outcomes) == 2


async def test_the_list_has_the_oldest_first(engine: AsyncEngine) -> None:
    figures = FrozenFigures(engine)
    for days, name in ((2, "later"), (1, "earlier")):
        await figures.freeze(name, RECEIPT, by="x", at=DAY_1 + timedelta(days=days))
    assert [each.frozen.name for each in await figures.list()] == ["earlier", "later"]


async def test_an_unknown_name_is_told_so(engine: AsyncEngine) -> None:
    with pytest.raises(NotFrozen, match="khordad"):
        await FrozenFigures(engine).get("khordad")


async def test_a_figure_that_leaves_bodies_unjudged_is_not_frozen(engine: AsyncEngine) -> None:
    unsure = issue(a_definition(), a_census(bodies("who", 1, "met", "full", judged=False)))
    with pytest.raises(NotToBeFrozen):
        await FrozenFigures(engine).freeze("khordad", unsure, by="x", at=DAY_1)
    assert await FrozenFigures(engine).list() == ()
