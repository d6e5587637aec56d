"""Signing in and out with a browser: `GET /login`, `GET /callback`, `POST /logout`."""

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from services.registry.identity.asking import check_csrf, identity_of, session_of
from services.registry.identity.identity import Identity
from services.registry.identity.official import has_controls
from services.registry.problems import IssuerAway, NotSignedIn

HOME = "/desk"
_LONGEST = 2_000

router = APIRouter(tags=["login"], include_in_schema=False)


@router.get("/login")
async def login(
    request: Request,
    next_path: Annotated[str, Query(alias="next")] = HOME,
    language: Annotated[str | None, Query(alias="lang", pattern="^(fa|en)$")] = None,
) -> Response:
    """Send the browser to the issuer."""
    identity = identity_of(request)
    await identity.provider.metadata()  # or nothing is written
    begun = await identity.sessions.begin_login(local_path(next_path))
    response = _redirect(await identity.code_flow.departure(begun, language))
    identity.cookies.set_login(response, begun.state)
    return response


@router.get("/callback")
async def callback(request: Request, state: str = "", code: str = "", iss: str | None = None) -> Response:
    """The browser is back: find out who it is, begin her session and go on.

    Whoever cannot show both the state and the cookie of the browser that began with it is refused; so nobody can be
    made to continue in another person's session.
    """
    identity = identity_of(request)
    begun = await identity.sessions.take_login(state) if identity.cookies.began(request, state) else None
    if begun is None or not code or iss not in (None, identity.settings.oidc_issuer):
        raise NotSignedIn
    official = await identity.code_flow.arrival(begun, code)
    if (earlier := identity.cookies.session(request)) is not None:
        await identity.sessions.close(earlier)
    response = _redirect(begun.next)
    identity.cookies.set_session(response, await identity.sessions.open(official))
    identity.cookies.drop_login(response, state)
    return response


@router.post("/logout")
async def logout(request: Request) -> Response:
    """End the session here, and then at the issuer if it has a page for that."""
    identity = identity_of(request)
    session, secret = await session_of(request), identity.cookies.session(request)
    if session is not None and secret is not None:
        await check_csrf(request, session)
        await identity.sessions.close(secret)
    response = _redirect(await _farewell(identity))
    identity.cookies.drop_session(response)
    return response


async def _farewell(identity: Identity) -> str:
    try:
        end = (await identity.provider.metadata()).end_session_endpoint
    except IssuerAway:
        end = None
    if end is None:
        return HOME
    settings = identity.settings
    back = settings.public_url.rstrip("/") + HOME
    joint = "&" if "?" in end else "?"
    return end + joint + urlencode({"client_id": settings.oidc_client_id, "post_logout_redirect_uri": back})


def local_path(asked: str) -> str:
    """The path if it stays on this host in every browser's reading, else the desk's."""
    if not asked.startswith("/") or asked.startswith("//") or len(asked) > _LONGEST:
        return HOME
    # Browsers take a backslash for a slash, and leave out line breaks and tabs.
    if "\\" in asked or has_controls(asked):
        return HOME
    try:
        parts = urlsplit(asked)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else asked


def _redirect(url: str) -> RedirectResponse:
    return RedirectResponse(url, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
