"""`/fa` and `/en`: the standing, for people."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from mohlat_contracts.notices import Recipient, Step
from mohlat_contracts.registry import AgencyKind

from services.auditor.scoreboard.answers import signals_answer
from services.auditor.scoreboard.asking import After, OfAgency, asked_instant, asked_moment
from services.auditor.scoreboard.book import through
from services.auditor.scoreboard.groups import BodyState, bodies_in
from services.auditor.scoreboard.reading import Library
from services.auditor.scoreboard.referring import read_referring
from services.auditor.scoreboard.rendering import Renderer
from services.auditor.scoreboard.standing import definition_of, figure, not_counted
from services.auditor.scoreboard.views import body_line, body_lines, standing_view
from services.auditor.scoreboard.wording import Wording
from services.calendar.jalali import Language

SIGNALS_A_PAGE = 100


def pages_router(library: Library, renderer: Renderer) -> APIRouter:
    """The routes; errors are left to the problems of the application."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def root() -> RedirectResponse:
        return RedirectResponse("/fa")

    @router.get("/{lang}")
    async def front(request: Request, lang: Language, as_of: str | None = None) -> HTMLResponse:
        async with library.read() as reading:
            moment = await asked_moment(reading, as_of)
            letters = await reading.letter_counts(moment.as_of)
            signals = await reading.signal_count(moment.as_of)
            referred = (await read_referring(reading, moment)).breaches
            view = standing_view(moment, await reading.chains(), letters, signals, referred)
            settled = through(await reading.settled())
        return renderer.page(
            request, lang, "standing.html", moment=moment, view=view, judged=through(moment.judged), settled=settled
        )

    @router.get("/{lang}/figures/{name}")
    async def bodies_of_figure(request: Request, lang: Language, name: str, as_of: str | None = None) -> HTMLResponse:
        definition = definition_of(name)
        async with library.read() as reading:
            moment = await asked_moment(reading, as_of)
        found = figure(definition, moment)
        sides = {"not_counted": not_counted(found), "counted": found.counted, "not_judged": found.not_judged}
        lists = {side: body_lines(moment, codes, definition.duty) for side, codes in sides.items()}
        return renderer.page(
            request, lang, "figure.html", moment=moment, definition=definition, found=found, lists=lists
        )

    @router.get("/{lang}/agencies")
    async def bodies(
        request: Request,
        lang: Language,
        state: BodyState | None = None,
        group: str | None = None,
        kind: AgencyKind | None = None,
        as_of: str | None = None,
    ) -> HTMLResponse:
        async with library.read() as reading:
            moment = await asked_moment(reading, as_of)
        within = [each for each in moment.agencies if group in (None, each.group) and kind in (None, each.kind)]
        chosen = bodies_in(moment, state, group, kind) if state else within
        return renderer.page(
            request,
            lang,
            "bodies.html",
            moment=moment,
            lines=[body_line(agency, moment) for agency in chosen],
            state=state,
            kind=kind,
            group=within[0] if group and within else None,
        )

    @router.get("/{lang}/agencies/{code}")
    async def agency(request: Request, lang: Language, code: str, as_of: str | None = None) -> HTMLResponse:
        async with library.read() as reading:
            story = await reading.story(code)
            moment = await asked_moment(reading, as_of)
        wording = Wording(lang)
        return renderer.page(
            request,
            lang,
            "agency.html",
            moment=moment,
            story=story,
            parent=next((each for each in moment.agencies if each.code == story.agency.parent), None),
            duty_names={duty.duty: wording.name(duty) for duty in story.duties},
        )

    @router.get("/{lang}/signals")
    async def signals(
        request: Request, lang: Language, agency: OfAgency = None, as_of: str | None = None, after: After = None
    ) -> HTMLResponse:
        async with library.read() as reading:
            instant = await asked_instant(reading, as_of)
            found = await reading.signals(instant, SIGNALS_A_PAGE + 1, agency, after)
            agencies = {each.code: each for each in await reading.agencies()}
        page = signals_answer(instant, found, SIGNALS_A_PAGE)
        return renderer.page(request, lang, "signals.html", page=page, agency=agency, agencies=agencies)

    @router.get("/{lang}/letters")
    async def letters(
        request: Request, lang: Language, step: Step, recipient: Recipient, as_of: str | None = None
    ) -> HTMLResponse:
        async with library.read() as reading:
            instant = await asked_instant(reading, as_of)
            found = await reading.letters(instant, step, recipient)
            agencies = {each.code: each for each in await reading.agencies()}
            duty_names = {duty.duty: Wording(lang).name(duty) for duty in await reading.chains()}
        return renderer.page(
            request,
            lang,
            "letters.html",
            instant=instant,
            letters=found,
            agencies=agencies,
            duty_names=duty_names,
            step=step,
            recipient=recipient,
        )

    return router
