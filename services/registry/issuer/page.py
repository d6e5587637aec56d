"""The issuer's one page: pick an official."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.registry.issuer.asked import Asked
from services.registry.issuer.officials import DEMO_OFFICIALS
from services.registry.issuer.texts import ROLES, TEXTS

Language = Literal["fa", "en"]

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
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


def choose(request: Request, asked: Asked) -> HTMLResponse:
    """The form with the officials; it carries the client's request along."""
    language = language_of(request)
    other = "en" if language == "fa" else "fa"
    context = {
        "asked": asked.as_fields(),
        "officials": DEMO_OFFICIALS.values(),
        "role_names": ROLES[language],
        "elsewhere": "?" + urlencode(asked.as_fields() | {"ui_locales": other}),
        "other": other,
    }
    return _page("authorize.html", language, 200, context)


def refuse(request: Request, reason: str, status: int = 400) -> HTMLResponse:
    """A page instead of a redirect, when it is not known whom the browser would be sent to."""
    return _page("refused.html", language_of(request), status, {"reason": reason})


def language_of(request: Request) -> Language:
    """The first of `ui_locales` and then of `Accept-Language` that is spoken here; English when none is."""
    wished = request.query_params.get("ui_locales", "").split()
    wished += [each.partition(";")[0].strip() for each in request.headers.get("Accept-Language", "").split(",")]
    for tag in wished:
        primary = tag.lower().partition("-")[0]
        if primary == "fa":
            return "fa"
        if primary == "en":
            return "en"
    return "en"


def _page(template: str, language: Language, status: int, context: Mapping[str, object]) -> HTMLResponse:
    html = _environment.get_template(template).render(lang=language, t=TEXTS[language], **context)
    return HTMLResponse(html, status, _HEADERS)
