"""`/v1/agencies/{code}/history`: every verdict on one agency, in order."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.auditor.answers.histories import HistoryAnswer, verdict_answer
from services.auditor.answers.names import name_of
from services.auditor.history import LATEST
from services.auditor.scoreboard.api.answering import respond
from services.auditor.scoreboard.api.questions import CODE, AskedWhen
from services.auditor.scoreboard.reading import AgencyUnknown, Library
from services.auditor.scoreboard.refusals import CursorUnknown

LONGEST_PAGE = 1_000


def histories_router(library: Library) -> APIRouter:
    router = APIRouter(tags=["history"])

    @router.get("/agencies/{code}/history", operation_id="history")
    async def history(
        request: Request,
        code: str,
        when: AskedWhen,
        duty: Annotated[str | None, Query(pattern=CODE, description="Of this duty alone.")] = None,
        after: Annotated[str | None, Query(max_length=120, description="`next` of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 100,
    ) -> Response:
        """Verdicts by duty, in the order in which they became known; one that corrects another names it.

        Without `as_of` and `known_at` all there are.
        """
        async with library.read() as reading:
            names = {each.code: each for each in await reading.history.registered(code)}
            if not names:
                raise AgencyUnknown(code)
            found = await reading.history.verdicts(code, when.known_at or LATEST, duty)
        chosen = [each for each in found if when.as_of is None or each.data.effective_at <= when.as_of]
        ids = [each.id for each in chosen]
        if after is not None and after not in ids:
            raise CursorUnknown(after)
        begin = 0 if after is None else ids.index(after) + 1
        page = chosen[begin : begin + limit]
        answer = HistoryAnswer(
            agency=code,
            name_fa=(name := name_of(code, names)).name_fa,
            name_en=name.name_en,
            as_of=when.as_of,
            known_at=when.known_at,
            verdicts=tuple(map(verdict_answer, page)),
            next=page[-1].id if len(chosen) > begin + limit else None,
        )
        return await respond(request, answer, f"history-{code}")

    return router
