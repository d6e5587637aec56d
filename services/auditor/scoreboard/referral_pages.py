"""`/fa/referrals` and `/en/referrals`: what oversight bodies have done about breaches, for people."""

from collections.abc import Iterable
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.auditor.figures.referring import BreachesReferred, ReferralPlace, ReferralStanding
from services.auditor.scoreboard.asking import asked_moment
from services.auditor.scoreboard.book import Agency
from services.auditor.scoreboard.reading import Library
from services.auditor.scoreboard.referring import Referring, read_referring
from services.auditor.scoreboard.rendering import Renderer
from services.auditor.scoreboard.views import body_lines
from services.calendar.jalali import Language

Place = Literal["in_breach"] | ReferralPlace


def referrals_router(library: Library, renderer: Renderer) -> APIRouter:
    """The routes; errors are left to the problems of the application."""
    router = APIRouter(include_in_schema=False)

    @router.get("/{lang}/referrals")
    async def referrals(
        request: Request, lang: Language, place: Place | None = None, as_of: str | None = None
    ) -> HTMLResponse:
        async with library.read() as reading:
            moment = await asked_moment(reading, as_of)
            found = await read_referring(reading, moment)
        breaches = found.breaches
        codes = codes_at(breaches, place) if place else ()
        return renderer.page(
            request,
            lang,
            "referrals.html",
            moment=moment,
            referred=breaches,
            place=place,
            lines=body_lines(moment, codes),
            by_agency=by_agency(found, codes if place else None),
        )

    return router


def codes_at(breaches: BreachesReferred, place: Place) -> tuple[str, ...]:
    """The bodies of one list."""
    match place:
        case "in_breach":
            return breaches.in_breach
        case "not_referred":
            return breaches.not_referred
        case "waiting":
            return breaches.waiting
        case "past_due":
            return breaches.past_due
        case "closed":
            return breaches.closed


def by_agency(found: Referring, codes: Iterable[str] | None) -> list[tuple[Agency, list[ReferralStanding]]]:
    """The referrals of each body that has one; of these bodies only, where some are named."""
    chosen = None if codes is None else set(codes)
    standings: dict[str, list[ReferralStanding]] = {}
    for standing in found.standings:
        code = standing.referral.agency
        if chosen is None or code in chosen:
            standings.setdefault(code, []).append(standing)
    return [(found.agencies[code], each) for code, each in sorted(standings.items())]
