"""`/v1/reconcile` and `/v1/delta`: why two figures differ, and who moved between two dates."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.auditor.answers.comparisons import InstantsAnswer, delta_answer, reconciliation_answer
from services.auditor.answers.names import Names
from services.auditor.figures import Census, CensusInvalid, CensusMissing, Side, reconcile
from services.auditor.figures.delta import delta
from services.auditor.history import History
from services.auditor.scoreboard.api.answering import respond
from services.auditor.scoreboard.api.questions import (
    INSTANT,
    AskedWhen,
    AskedWhose,
    Definitions,
    OfDuty,
    When,
    check_duty,
    refuse_later,
)
from services.auditor.scoreboard.instants import read_instant
from services.auditor.scoreboard.reading import Library
from services.auditor.scoreboard.refusals import NotComparable

OfSide = Annotated[str | None, Query(description=f"Of this side alone. {INSTANT}")]


@dataclass(frozen=True, slots=True)
class Sides:
    """The instants of each side, where they are its own."""

    left: When
    right: When

    def of(self, side: When, common: When) -> When:
        """A side's own instants over those of both; where neither says by what was known, its own date does."""
        return When(side.as_of or common.as_of, side.known_at or common.known_at)


def sides(
    left_as_of: OfSide = None, left_known_at: OfSide = None, right_as_of: OfSide = None, right_known_at: OfSide = None
) -> Sides:
    return Sides(_when(left_as_of, left_known_at), _when(right_as_of, right_known_at))


def _when(as_of: str | None, known_at: str | None) -> When:
    return When(read_instant(as_of) if as_of else None, read_instant(known_at) if known_at else None)


AskedSides = Annotated[Sides, Depends(sides)]


def comparisons_router(library: Library) -> APIRouter:
    router = APIRouter(tags=["comparisons"])

    async def reconciliation(
        request: Request,
        left: Annotated[str, Query(description="The name of a definition.")],
        right: Annotated[str, Query(description="The name of a definition; it may be the same.")],
        common: AskedWhen,
        sides: AskedSides,
        whose: AskedWhose,
        known: Definitions,
    ) -> Response:
        """The steps that lead from one figure to the other, each naming the bodies it moves.

        `as_of` and `known_at` are those of both sides; `left_as_of` and so on are those of one.
        """
        async with library.read() as reading:
            history = reading.history
            here = await sides.of(sides.left, common).settled(reading)
            there = await sides.of(sides.right, common).settled(reading)
            await whose.check(history)
            first, second = whose.narrow(known.of(left)), whose.narrow(known.of(right))
            one = Side(definition=first, census=await history.census(first.duty, *here))
            other = Side(definition=second, census=await history.census(second.duty, *there))
            middle = [census async for census in between(history, one.census, other.census)]
            names = await _names(history, here, there)
        try:
            found = await asyncio.to_thread(reconcile, one, other, middle)
        except (CensusInvalid, CensusMissing) as error:
            raise NotComparable("این دو رقم را نمی‌توان با هم سنجید.", f"these cannot be compared: {error}") from error
        return await respond(request, reconciliation_answer(one, other, found, names), "reconciliation")

    router.get("/reconcile", operation_id="reconcile")(reconciliation)
    router.post("/reconcile", operation_id="reconcile_by_own_definitions")(reconciliation)

    @router.get("/delta", operation_id="delta")
    async def moves(
        request: Request,
        from_: Annotated[str, Query(alias="from", description=f"The earlier instant. {INSTANT}")],
        to: Annotated[str, Query(description=f"The later instant. {INSTANT}")],
        duty: OfDuty = "connect",
        known_at: Annotated[
            str | None, Query(description="Both as known then; by default each by what was known at it.")
        ] = None,
    ) -> Response:
        """Who moved between two dates: which body, from where to where, and why."""
        was, now = read_instant(from_), read_instant(to)
        known = read_instant(known_at) if known_at else None
        async with library.read() as reading:
            await refuse_later(reading, was, now, known or now)
            await check_duty(reading.history, duty)
            before = await reading.history.census(duty, was, known or was)
            after = await reading.history.census(duty, now, known or now)
            names = await _names(reading.history, (was, known or was), (now, known or now))
        answer = await asyncio.to_thread(delta, before, after)
        return await respond(request, delta_answer(answer, _instants(before), _instants(after), names), "delta")

    return router


async def between(history: History, first: Census, second: Census) -> AsyncIterator[Census]:
    """What it takes to tell a step of date from one of knowledge, and to compare two duties at one moment."""
    if first.as_of != second.as_of and first.known_at != second.known_at:
        yield await history.census(first.duty, first.as_of, second.known_at)
    if first.duty != second.duty:
        yield await history.census(first.duty, second.as_of, second.known_at)


async def _names(history: History, *moments: tuple[datetime, datetime]) -> Names:
    """As they were called at the last of these moments at which they were on the list."""
    return {each.code: each for moment in moments for each in await history.agencies(*moment)}


def _instants(census: Census) -> InstantsAnswer:
    return InstantsAnswer(as_of=census.as_of, known_at=census.known_at)
