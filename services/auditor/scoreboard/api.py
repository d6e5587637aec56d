"""`/v1`: figures, agencies and the standing, for programs."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Response

from services.auditor.scoreboard.answers import agencies_answer, figures_answer, signals_answer, story_answer
from services.auditor.scoreboard.asking import After, OfAgency, asked_instant, asked_moment
from services.auditor.scoreboard.instants import read_instant
from services.auditor.scoreboard.reading import Library
from services.auditor.scoreboard.standing import standing

Limit = Annotated[int, Query(ge=1, le=1_000)]


def api_router(library: Library, simulated: bool) -> APIRouter:
    """The routes; errors are left to the problems of the application."""
    router = APIRouter(prefix="/v1", tags=["standing"])

    @router.get("/figures")
    async def figures(as_of: str | None = None, known_at: str | None = None) -> Response:
        """Each figure with its definition and the bodies behind it."""
        async with library.read() as reading:
            moment = await asked_moment(reading, as_of, known_at)
        return _json(figures_answer(moment))

    @router.get("/agencies")
    async def agencies(as_of: str | None = None, known_at: str | None = None) -> Response:
        """Every agency but the sandboxes, with its status by duty."""
        async with library.read() as reading:
            moment = await asked_moment(reading, as_of, known_at)
        return _json(agencies_answer(moment))

    @router.get("/agencies/{code}")
    async def agency(code: str) -> Response:
        """One agency: what it must do, how it stands and how that came about."""
        async with library.read() as reading:
            story = await reading.story(code)
        return _json(story_answer(story))

    @router.get("/signals")
    async def signals(
        agency: OfAgency = None, as_of: str | None = None, after: After = None, limit: Limit = 100
    ) -> Response:
        """What was seen and wants looking at, the newest first; `after` is the `next` of the page before."""
        async with library.read() as reading:
            instant = await asked_instant(reading, as_of)
            found = await reading.signals(instant, limit + 1, agency, after)
        return _json(signals_answer(instant, found, limit))

    @router.get("/standing")
    async def whole_standing(as_of: str | None = None, headline: str | None = None) -> Response:
        """The standing as one document; equal histories give equal bytes."""
        async with library.read() as reading:
            moment = await asked_moment(reading, as_of)
            instant = read_instant(headline) if headline else None
            before = None if instant is None else await reading.moment(instant, instant)
            letters = await reading.letter_counts(moment.as_of)
            settled = await reading.settled()
        return _json(standing(moment, before, letters, settled, simulated=simulated))

    return router


def _json(answer: object) -> Response:
    return Response(msgspec.json.encode(answer), media_type="application/json")
