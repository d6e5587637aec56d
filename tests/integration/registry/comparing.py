"""Asks the registry and the model the same, and keeps what was answered: no answer ever changes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.integration.registry import answers
from tests.integration.registry.entered import AGENCIES, GROUPS, KINDS, LEVELS, MANDATES, PROVINCES
from tests.integration.registry.model.answers import Seen
from tests.integration.registry.model.book import LAST, Book, instant
from tests.integration.registry.world import World

STATES = ("proposed", "approved", "rejected", "withdrawn")
TICK = timedelta(microseconds=1)
Viewpoint = tuple[datetime, datetime]
Question = tuple[str, Viewpoint, frozenset[tuple[str, str]]]


class Comparison:
    """What the registry answers from some viewpoint, beside what the model does."""

    def __init__(self, world: World, book: Book) -> None:
        self._world, self._book = world, book
        self.given: dict[Question, Any] = {}

    async def everything(self, viewpoint: Viewpoint) -> None:
        await self.lists(viewpoint)
        for code in AGENCIES:
            await self.agency(code, viewpoint)

    async def lists(self, viewpoint: Viewpoint) -> None:
        seen = Seen(self._book, *viewpoint)
        for path, told, expected in (
            ("/v1/groups", answers.group, seen.groups()),
            ("/v1/agencies", answers.listed_agency, seen.agencies()),
            ("/v1/mandates", answers.mandate, seen.mandates()),
            ("/v1/exemptions", answers.exempt, seen.exempt()),
            ("/v1/certifications", answers.certified, seen.certified()),
            ("/v1/referrals", answers.referral, seen.referrals()),
            ("/v1/changes", answers.change, seen.changes()),
            ("/v1/proposals", answers.proposal, seen.proposals()),
            *((f"/v1/mandates/{code}/bound", answers.bound, seen.bound(code)) for code in MANDATES),
        ):
            answers.same(await self._items(path, viewpoint, told), expected)

    async def filtered(self, viewpoint: Viewpoint) -> None:
        seen = Seen(self._book, *viewpoint)
        for name, values in (("group", GROUPS), ("kind", KINDS), ("parent", AGENCIES), ("province", PROVINCES)):
            for value in values:
                found = await self._items("/v1/agencies", viewpoint, answers.listed_agency, {name: value})
                answers.same(found, seen.agencies(**{name: value}))
        for code in AGENCIES:
            referred = await self._items(f"/v1/agencies/{code}/referrals", viewpoint, answers.referral)
            answers.same(referred, seen.referrals(code))
            certified = await self._items(f"/v1/agencies/{code}/certifications", viewpoint, answers.certification)
            answers.same(certified, seen.certifications(code))
        for level in LEVELS:
            found = await self._items("/v1/certifications", viewpoint, answers.certified, {"level": level})
            answers.same(found, seen.certified(level))
        for state in STATES:
            decided = await self._items("/v1/proposals", viewpoint, answers.proposal, {"state": state})
            answers.same(decided, seen.proposals(state))

    async def agency(self, code: str, viewpoint: Viewpoint) -> None:
        told = await self._ask(f"/v1/agencies/{code}", viewpoint)
        expected = Seen(self._book, *viewpoint).agency(code)
        answers.same(None if told is None else answers.agency(told), expected)

    async def again(self, count: int) -> None:
        """Ask once more what was asked before, as many of it as that, evenly spread."""
        asked = list(self.given)
        for path, viewpoint, filters in asked[:: max(1, len(asked) // count)]:
            await self._ask(path, viewpoint, dict(filters))

    async def sweep(self, count: int) -> None:
        """Look from so many viewpoints: at all that was and will be, by all that has become known so far."""
        known = range(1, self._book.today + 1)
        for number in range(count):
            as_of = instant(1 + number * LAST // count) + TICK * (number % 3 - 1)
            viewpoint = as_of, instant(known[-1 - number % len(known)]) + TICK * (number % 2)
            await self.lists(viewpoint)
            await self.agency(AGENCIES[number % len(AGENCIES)], viewpoint)

    async def _items(
        self, path: str, viewpoint: Viewpoint, told: Any, filters: Mapping[str, str] = {}
    ) -> list[Any] | None:
        answer = await self._ask(path, viewpoint, filters)
        return None if answer is None else [told(each) for each in answer["items"]]

    async def _ask(self, path: str, viewpoint: Viewpoint, filters: Mapping[str, str] = {}) -> Any:
        """The answer, None when there is no such thing; the same one whenever it is asked again."""
        as_of, known_at = viewpoint
        params = {**filters, "as_of": as_of.isoformat(), "known_at": known_at.isoformat()}
        found = await self._world.send("GET", path, params=params, by="laleh-overseer")
        assert found.status_code in (200, 404), found.text
        told = found.json() if found.is_success else None
        if known_at <= instant(self._book.today):
            assert self.given.setdefault((path, viewpoint, frozenset(filters.items())), told) == told
        return told
