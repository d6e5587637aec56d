"""`/v1/whatif`: another deadline, threshold, exemption or definition, against all the facts, touching nothing."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.auditor.scoreboard.api.answering import respond
from services.auditor.scoreboard.api.questions import AskedWhen, Known, read_json
from services.auditor.scoreboard.refusals import ChangesRefused, LaterThanJudged, TooManyForWhatIf, WhatIfAway
from services.auditor.scoreboard.standing import NothingJudged
from services.auditor.whatif import ChangesInvalid, Desk, NoAnswer, NotJudged, Question, TooManyFacts, read_changes


def supposing_router(desk: Desk | None) -> APIRouter:
    """Args:
    desk: where the facts are at hand; None where this process has no log to read them from.
    """
    router = APIRouter(tags=["what if"])

    @router.post("/whatif", operation_id="what_if")
    async def what_if(
        request: Request,
        when: AskedWhen,
        definition: Annotated[
            list[str] | None, Query(description="The figures that are told; those published by default.")
        ] = None,
    ) -> Response:
        """Who would stand elsewhere, and what the figures would have become. The body is a document of changes."""
        definitions = Known(()).several(definition or (), None, ())
        try:
            changes = read_changes(read_json(await request.body()))
            if desk is None:
                raise WhatIfAway
            answer = await desk.ask(
                Question(changes=changes, as_of=when.as_of, known_at=when.known_at, definitions=definitions)
            )
        except ChangesInvalid as error:
            raise ChangesRefused(error.problems) from error
        except NotJudged as error:
            if error.judged_through is None:
                raise NothingJudged from error
            asked = [each for each in (when.as_of, when.known_at) if each is not None]
            raise LaterThanJudged(max(asked, default=error.judged_through), error.judged_through) from error
        except TooManyFacts as error:
            raise TooManyForWhatIf from error
        except NoAnswer as error:
            raise WhatIfAway from error
        return await respond(request, answer)

    return router
