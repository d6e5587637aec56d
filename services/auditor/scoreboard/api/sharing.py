"""`/v1/roll-ups` and `/v1/shares`: parents with their affiliates, and shares of services online."""

import asyncio
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from mohlat_contracts.registry import EveryAffiliate, RollUpRule

from services.auditor.answers.names import Names
from services.auditor.answers.sharing import (
    ParentAnswer,
    RollUpsAnswer,
    SharesAnswer,
    body_shares,
    met_of,
    parent_answer,
    totals,
)
from services.auditor.figures import Census
from services.auditor.figures.rollup import roll_up, roll_ups
from services.auditor.scoreboard.api.answering import respond
from services.auditor.scoreboard.api.questions import AskedWhen, AskedWhose, OfDuty, check_duty
from services.auditor.scoreboard.book import through
from services.auditor.scoreboard.reading import Library

WITHOUT_RULE = EveryAffiliate()
"""By which the affiliates are listed where the duty says nothing of them."""


def sharing_router(library: Library) -> APIRouter:
    router = APIRouter(tags=["sharing"])

    @router.get("/roll-ups", operation_id="roll_ups")
    async def rolled_up(request: Request, when: AskedWhen, duty: OfDuty = "connect") -> Response:
        """Each parent by itself ("core only") and with its affiliates, under the rule that its duty carries."""
        async with library.read() as reading:
            as_of, known_at = await when.settled(reading)
            await check_duty(reading.history, duty)
            census = await reading.history.census(duty, as_of, known_at)
            names = {each.code: each for each in await reading.history.agencies(as_of, known_at)}
            rules = await reading.history.roll_up_rules(duty, known_at)
            judged = through(await reading.history.judged())
        parents = await asyncio.to_thread(_parents, census, rules, names)
        answer = RollUpsAnswer(
            duty=duty,
            as_of=as_of,
            known_at=known_at,
            judged_through=judged,
            core_only=met_of([each.core for each in parents]),
            with_affiliates=met_of([each.whole for each in parents]),
            parents=parents,
        )
        return await respond(request, answer, "roll-ups")

    @router.get("/shares", operation_id="shares")
    async def shares(request: Request, when: AskedWhen, whose: AskedWhose, duty: OfDuty = "digitize") -> Response:
        """Shares of services at each level: by number and by use, as stated and as certified; of core bodies."""
        async with library.read() as reading:
            as_of, known_at = await when.settled(reading)
            await whose.check(reading.history)
            await check_duty(reading.history, duty)
            found = await reading.history.shares(duty, as_of, known_at)
            names = {each.code: each for each in await reading.history.agencies(as_of, known_at)}
            judged = through(await reading.history.judged())
        chosen = [each for each in found if each.body.kind == "core" and each.body.bound and whose.has(each.body)]
        told = {each.body.code: each.shares for each in chosen if each.body.judged}
        answer = SharesAnswer(
            duty=duty,
            as_of=as_of,
            known_at=known_at,
            judged_through=judged,
            totals=totals(told),
            bodies=body_shares(told, names),
            not_judged=tuple(sorted(each.body.code for each in found if not each.body.judged)),
        )
        return await respond(request, answer, "shares")

    return router


def _parents(census: Census, rules: Mapping[str, RollUpRule], names: Names) -> tuple[ParentAnswer, ...]:
    return tuple(
        parent_answer(roll_up(rule or WITHOUT_RULE, census, found.parent), rule, names)
        for found in roll_ups(WITHOUT_RULE, census)
        for rule in (rules.get(found.parent),)
    )
