"""`/v1/figures`: named definitions over the bodies, with who counts and a receipt; the definitions themselves."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response

from services.auditor.answers.figures import (
    DefinitionsAnswer,
    FigureAnswer,
    FiguresAnswer,
    counted_answer,
    figure_answer,
    one_figure_answer,
)
from services.auditor.figures import DEFINITIONS, Census, Definition, issue, write_receipt
from services.auditor.figures.definitions import FORM
from services.auditor.figures.families import SHARES, Family, lateness
from services.auditor.history import History
from services.auditor.scoreboard.api.answering import JSON, respond
from services.auditor.scoreboard.api.questions import (
    CODE,
    AskedWhen,
    AskedWhose,
    Definitions,
    family_of,
    revisions,
)
from services.auditor.scoreboard.book import through
from services.auditor.scoreboard.reading import Library

Named = Annotated[list[str] | None, Query(description="Names of definitions; those published by default.")]
OfFamily = Annotated[Family | None, Query(description="Every definition of a family instead.")]
OnlyDuty = Annotated[str | None, Query(pattern=CODE, description="Only definitions of this duty.")]
Bodies = Annotated[bool, Query(description="With the codes of the bodies; without them the answer is quick.")]


def figures_router(library: Library) -> APIRouter:
    """The routes; a POST is the same question with definitions of one's own."""
    router = APIRouter(tags=["figures"])

    async def figures(
        request: Request,
        when: AskedWhen,
        whose: AskedWhose,
        known: Definitions,
        definition: Named = None,
        family: OfFamily = None,
        duty: OnlyDuty = None,
        bodies: Bodies = True,
    ) -> Response:
        """Each figure with its definition and the bodies behind it."""
        async with library.read() as reading:
            history = reading.history
            as_of, known_at = await when.settled(reading)
            await whose.check(history)
            chosen = known.several(definition or (), family, await revisions(history) if family == "lateness" else ())
            narrowed = [whose.narrow(each) for each in chosen if duty in (None, each.duty)]
            answer = FiguresAnswer(
                as_of=as_of,
                known_at=known_at,
                judged_through=through(await history.judged()),
                selection=whose.selection,
                figures=await (_with_bodies if bodies else _numbers)(history, narrowed, as_of, known_at),
            )
        return await respond(request, answer, "figures")

    async def figure(request: Request, name: str, when: AskedWhen, whose: AskedWhose, known: Definitions) -> Response:
        """One figure with its receipt and every body that it is about."""
        async with library.read() as reading:
            as_of, known_at = await when.settled(reading)
            await whose.check(reading.history)
            definition = whose.narrow(known.of(name))
            census = await reading.history.census(definition.duty, as_of, known_at)
            names = {each.code: each for each in await reading.history.agencies(as_of, known_at)}
            judged = through(await reading.history.judged())
        answer = await asyncio.to_thread(one_figure_answer, definition, census, names, judged, whose.selection)
        return await respond(request, answer, name)

    async def receipt(name: str, when: AskedWhen, whose: AskedWhose, known: Definitions) -> Response:
        """The receipt of a figure, in the bytes by which it can be verified."""
        async with library.read() as reading:
            as_of, known_at = await when.settled(reading)
            await whose.check(reading.history)
            definition = whose.narrow(known.of(name))
            census = await reading.history.census(definition.duty, as_of, known_at)
        content = await asyncio.to_thread(_receipt, definition, census)
        headers = {"Content-Disposition": f'attachment; filename="{name}.receipt.json"'}
        return Response(content, headers=headers, media_type=JSON)

    for path, route in (("/figures", figures), ("/figures/{name}", figure), ("/figures/{name}/receipt", receipt)):
        router.get(path, operation_id=route.__name__)(route)
        router.post(path, operation_id=f"{route.__name__}_by_own_definitions")(route)

    @router.get("/definitions", operation_id="definitions")
    async def definitions(request: Request, family: OfFamily = None) -> Response:
        """The definitions as data, a sentence of each language with them: a document to change and to post."""
        async with library.read() as reading:
            known = await revisions(reading.history)
        chosen = family_of(family, known) if family else (*DEFINITIONS, *lateness(known), *SHARES)
        return await respond(request, DefinitionsAnswer(form=FORM, definitions=chosen), "definitions")

    return router


async def _with_bodies(
    history: History, definitions: Sequence[Definition], as_of: datetime, known_at: datetime
) -> tuple[FigureAnswer, ...]:
    censuses = await _censuses(history, {each.duty for each in definitions}, as_of, known_at)
    return await asyncio.to_thread(
        lambda: tuple(figure_answer(definition, censuses[definition.duty]) for definition in definitions)
    )


async def _censuses(history: History, duties: set[str], as_of: datetime, known_at: datetime) -> dict[str, Census]:
    return {duty: await history.census(duty, as_of, known_at) for duty in sorted(duties)}


async def _numbers(
    history: History, definitions: Sequence[Definition], as_of: datetime, known_at: datetime
) -> tuple[FigureAnswer, ...]:
    """Counted by the database where it can be; by hand where a definition asks what only the bodies themselves tell."""
    told: list[FigureAnswer] = []
    for definition in definitions:
        if history.quick(definition):
            found = await history.counts(definition, as_of, known_at)
            told.append(
                counted_answer(definition, as_of, known_at, found.numerator, found.denominator, found.not_judged)
            )
        else:
            (answer,) = await _with_bodies(history, [definition], as_of, known_at)
            told.append(msgspec.structs.replace(answer, counted=None, not_counted=None, not_judged=None))
    return tuple(told)


def _receipt(definition: Definition, census: Census) -> bytes:
    return write_receipt(issue(definition, census))
