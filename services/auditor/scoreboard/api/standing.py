"""`/v1/agencies`, `/v1/signals` and `/v1/standing`: the lists that the pages show."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response

from services.auditor.scoreboard.answers import agencies_answer, signals_answer, story_answer
from services.auditor.scoreboard.api.answering import JSON, respond
from services.auditor.scoreboard.api.questions import AskedWhose, AsOf, KnownAt
from services.auditor.scoreboard.asking import After, OfAgency, asked_instant, asked_moment
from services.auditor.scoreboard.instants import read_instant
from services.auditor.scoreboard.reading import Library
from services.auditor.scoreboard.standing import standing

Limit = Annotated[int, Query(ge=1, le=1_000)]


def standing_router(library: Library, simulated: bool) -> APIRouter:
    router = APIRouter(tags=["standing"])

    @router.get("/agencies", operation_id="agencies")
    async def agencies(
        request: Request,
        whose: AskedWhose,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        after: OfAgency = None,
        limit: Annotated[int | None, Query(ge=1, le=10_000, description="Of a page; all by default.")] = None,
    ) -> Response:
        """Every agency but the sandboxes, by code, with its status by duty; `after` is `next` of the page before."""
        async with library.read() as reading:
            moment = await asked_moment(reading, as_of, known_at)
            await whose.check(reading.history)
        return await respond(request, agencies_answer(moment, whose.selection, after, limit), "agencies")

    @router.get("/agencies/{code}", operation_id="agency")
    async def agency(request: Request, code: str) -> Response:
        """One agency: what it must do, how it stands and how that came about."""
        async with library.read() as reading:
            story = await reading.story(code)
        return await respond(request, story_answer(story))

    @router.get("/signals", operation_id="signals")
    async def signals(
        request: Request, agency: OfAgency = None, as_of: AsOf = None, after: After = None, limit: Limit = 100
    ) -> Response:
        """What was seen and wants looking at, the newest first; `after` is the `next` of the page before."""
        async with library.read() as reading:
            instant = await asked_instant(reading, as_of)
            found = await reading.signals(instant, limit + 1, agency, after)
        return await respond(request, signals_answer(instant, found, limit), "signals")

    @router.get("/standing", operation_id="standing")
    async def whole_standing(as_of: AsOf = None, headline: str | None = None) -> Response:
        """The standing as one document; equal histories give equal bytes."""
        async with library.read() as reading:
            moment = await asked_moment(reading, as_of)
            instant = read_instant(headline) if headline else None
            before = None if instant is None else await reading.moment(instant, instant)
            letters = await reading.letter_counts(moment.as_of)
            settled = await reading.settled()
        answer = standing(moment, before, letters, settled, simulated=simulated)
        return Response(msgspec.json.encode(answer), media_type=JSON)

    return router
