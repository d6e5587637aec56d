"""`/v1/frozen`: figures that were published, each compared with its recomputation ever after."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.auditor.answers.frozen import FrozenListAnswer, frozen_answer, one_frozen_answer
from services.auditor.figures import Side
from services.auditor.figures.freezing import compare
from services.auditor.history import NotFrozen
from services.auditor.scoreboard.api.answering import respond
from services.auditor.scoreboard.api.comparisons import between
from services.auditor.scoreboard.api.questions import AskedWhen, Definitions
from services.auditor.scoreboard.reading import Library
from services.auditor.scoreboard.refusals import FrozenUnknown


def frozen_router(library: Library) -> APIRouter:
    """Reading alone: a figure is frozen by the command, where its official's hand can be seen."""
    router = APIRouter(tags=["frozen"])

    @router.get("/frozen", operation_id="frozen_list")
    async def every(request: Request) -> Response:
        """Every figure that was frozen, with what it said."""
        found = await library.frozen.list()
        return await respond(request, FrozenListAnswer(frozen=tuple(map(frozen_answer, found))), "frozen")

    @router.get("/frozen/{name}", operation_id="frozen")
    async def one(
        request: Request,
        name: str,
        when: AskedWhen,
        known: Definitions,
        definition: Annotated[
            str | None, Query(description="The figure to lead on to; by default the same definition.")
        ] = None,
    ) -> Response:
        """A frozen figure beside its recomputation at its own instants, and the steps from there to today's figure."""
        try:
            published = await library.frozen.get(name)
        except NotFrozen as error:
            raise FrozenUnknown(name) from error
        receipt = published.frozen.receipt
        async with library.read() as reading:
            history = reading.history
            again = await history.census(receipt.definition.duty, receipt.as_of, receipt.known_at)
            moment = await when.settled(reading)
            chosen = known.of(definition) if definition else receipt.definition
            now = Side(definition=chosen, census=await history.census(chosen.duty, *moment))
            middle = [census async for census in between(history, again, now.census)]
            names = {each.code: each for each in await history.agencies(*moment)}
        found = await asyncio.to_thread(compare, published.frozen, again, now, middle)
        return await respond(request, one_frozen_answer(published, found, names))

    return router
