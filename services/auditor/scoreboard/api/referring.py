"""`/v1/referrals`: what oversight bodies have done about breaches."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.auditor.answers.referring import referrals_answer
from services.auditor.scoreboard.api.answering import respond
from services.auditor.scoreboard.api.questions import CODE, AskedWhen, OfDuty, check_duty
from services.auditor.scoreboard.reading import AgencyUnknown, Library
from services.auditor.scoreboard.referring import read_referring


def referring_router(library: Library) -> APIRouter:
    router = APIRouter(tags=["referrals"])

    @router.get("/referrals", operation_id="referrals")
    async def referrals(
        request: Request,
        when: AskedWhen,
        duty: OfDuty = "connect",
        agency: Annotated[str | None, Query(pattern=CODE, description="About this agency alone.")] = None,
    ) -> Response:
        """The breaches of a duty, referred or not, past their due date or closed; and every referral as it stood."""
        async with library.read() as reading:
            as_of, known_at = await when.settled(reading)
            await check_duty(reading.history, duty)
            if agency is not None and not await reading.history.registered(agency):
                raise AgencyUnknown(agency)
            found = await read_referring(reading, await reading.moment(as_of, known_at), duty, agency)
        answer = referrals_answer(
            found.standings,
            found.verdicts,
            found.agencies,
            found.not_judged,
            duty=duty,
            as_of=as_of,
            known_at=known_at,
        )
        return await respond(request, answer, "referrals")

    return router
