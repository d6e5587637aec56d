"""`GET /desk`, and the decisions made there. It holds no rule: what it does is what the API does."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import TypeAdapter, ValidationError

from services.calendar.jalali import persian_digits
from services.registry.api.desk.summary import lines
from services.registry.api.desk.texts import TEXTS
from services.registry.api.paths import InRegistry, Number
from services.registry.api.problems.language import language as language_of
from services.registry.changes import proposals
from services.registry.entries.fields import Reason
from services.registry.identity.asking import needs, session_of
from services.registry.identity.official import Official
from services.registry.identity.sessions import SignedIn
from services.registry.problems import Language, Refused
from services.registry.problems.words import spoken
from services.registry.reading import journal
from services.registry.reading.journal import ChangeAnswer, ProposalItem
from services.registry.registrar import Registrar

router = APIRouter(include_in_schema=False)

LATEST = 20
"""Changes shown."""
OPEN = 100
"""Proposals shown, at most."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_reason: TypeAdapter[str] = TypeAdapter(Reason)

Lang = Annotated[Literal["fa", "en"] | None, Query()]
Approver = Annotated[Official, Depends(needs("approver"))]
Words = Annotated[str, Form(alias="reason", max_length=1_000)]


@router.get("/desk")
async def desk(request: Request, registrar: InRegistry, lang: Lang = None) -> Response:
    return await _desk(request, registrar, lang or language_of(request))


@router.post("/desk/proposals/{number}/approval")
async def approve(
    number: Number, request: Request, by: Approver, registrar: InRegistry, words: Words = "", lang: Lang = None
) -> Response:
    """The session's CSRF token must be in the form, which `needs` has checked."""

    async def do(reason: str) -> dict[str, str]:
        async with registrar.locked() as session:
            approved = await proposals.approve(registrar, session, number, by, reason, datetime.now(UTC))
        return approved.codes

    return await _decide(request, registrar, words, lang or language_of(request), do)


@router.post("/desk/proposals/{number}/rejection")
async def reject(
    number: Number, request: Request, by: Approver, registrar: InRegistry, words: Words = "", lang: Lang = None
) -> Response:
    async def do(reason: str) -> dict[str, str]:
        async with registrar.locked() as session:
            await proposals.reject(registrar, session, number, by, reason)
        return {}

    return await _decide(request, registrar, words, lang or language_of(request), do)


async def _decide(
    request: Request,
    registrar: Registrar,
    words: str,
    language: Language,
    do: Callable[[str], Awaitable[Mapping[str, str]]],
) -> Response:
    try:
        codes = await do(_reason.validate_python(words))
    except ValidationError:
        said = "دلیل را بنویسید (دست‌کم سه نویسه)." if language == "fa" else "Give a reason of at least three letters."
        return await _desk(request, registrar, language, said, 422)
    except Refused as refused:
        return await _desk(request, registrar, language, refused.detail(language), refused.status)
    if codes:
        return _page("codes.html", language, {"codes": codes}, 200)
    return RedirectResponse(f"/desk?lang={language}", 303)


async def _desk(
    request: Request, registrar: Registrar, language: Language, said: str | None = None, status: int = 200
) -> Response:
    signed_in = await session_of(request)
    waiting: list[dict[str, Any]] = []
    done: list[dict[str, str]] = []
    if signed_in is not None and signed_in.official.roles:
        async with registrar.reading() as session:
            persons = signed_in.official.may_act_as("registrar", "approver")
            open_ones = await journal.proposals(session, "proposed", 0, OPEN, None)
            items = [await journal.proposal(session, each.number, personal=persons) for each in open_ones]
            waiting = [_waiting(each, language) for each in items]
            done = [_done(each, language) for each in await journal.latest(session, LATEST)]
    return _page(
        "desk.html", language, {"me": _me(signed_in, language), "waiting": waiting, "done": done, "said": said}, status
    )


def _page(template: str, language: Language, context: Mapping[str, object], status: int) -> HTMLResponse:
    other = "en" if language == "fa" else "fa"
    html = _environment.get_template(template).render(lang=language, other=other, t=TEXTS[language], **context)
    return HTMLResponse(html, status, _HEADERS)


def _me(signed_in: SignedIn | None, language: Language) -> dict[str, Any] | None:
    if signed_in is None:
        return None
    official = signed_in.official
    return {
        "subject": official.subject,
        "name": official.name,
        "roles": [spoken("needed", role, language) for role in sorted(official.roles)],
        "approves": official.may_act_as("approver"),
        "csrf": signed_in.csrf,
    }


def _waiting(proposal: ProposalItem, language: Language) -> dict[str, Any]:
    shown, more = lines(proposal.operation | (proposal.personal or {}), language)
    return {
        "number": proposal.number,
        "shown_number": _digits(proposal.number, language),
        "action": spoken("action", proposal.action, language),
        "lines": shown,
        "more": _digits(more, language) if more else None,
        "reason": proposal.reason,
        "by": proposal.proposed_by,
        "at": spoken("at", proposal.proposed_at, language),
    }


def _done(change: ChangeAnswer, language: Language) -> dict[str, str]:
    return {
        "number": _digits(change.number, language),
        "action": spoken("action", change.action, language),
        "by": change.made_by.name or change.made_by.subject,
        "approved_by": "" if change.approved_by is None else change.approved_by.name,
        "reason": change.reason,
        "at": spoken("at", change.known_at, language),
    }


def _digits(number: int, language: Language) -> str:
    return persian_digits(str(number)) if language == "fa" else str(number)
