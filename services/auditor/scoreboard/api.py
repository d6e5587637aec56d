"""`/v1`: figures, agencies and the standing, for programs."""

import msgspec
from fastapi import APIRouter, Response

from services.auditor.scoreboard.answers import agencies_answer, figures_answer, story_answer
from services.auditor.scoreboard.asking import asked_moment
from services.auditor.scoreboard.instants import read_instant
from services.auditor.scoreboard.reading import Library
from services.auditor.scoreboard.standing import standing


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
        """Every agency with its status by duty."""
        async with library.read() as reading:
            moment = await asked_moment(reading, as_of, known_at)
        return _json(agencies_answer(moment))

    @router.get("/agencies/{code}")
    async def agency(code: str) -> Response:
        """One agency: what it must do, how it stands and how that came about."""
        async with library.read() as reading:
            story = await reading.story(code)
        return _json(story_answer(story))

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
