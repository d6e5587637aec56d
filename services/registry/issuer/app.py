"""The issuer's HTTP: discovery, keys, `/authorize`, `/token`."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc.jwk import ECKey

from services.plumbing.health import Health
from services.registry.identity.tokens import real_time
from services.registry.issuer import page
from services.registry.issuer.asked import Asked, error, untrusted
from services.registry.issuer.codes import Codes
from services.registry.issuer.minting import TOKENS_LAST, Mint
from services.registry.issuer.officials import DEMO_OFFICIALS

_NO_STORE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def create_issuer(
    issuer: str, client_id: str, callback: str, key: ECKey, health: Health, now: Callable[[], datetime] = real_time
) -> FastAPI:
    """The application.

    Args:
        issuer: its own URL; the paths lie below it.
        client_id: the one client it knows, a public one.
        callback: where that client's browsers go back to; programs on the loopback interface may be sent back as well.
    """
    app = FastAPI(title="Mohlat local issuer", openapi_url=None, max_body_size=64 * 1024)
    app.state.issuer = Issuer(issuer, client_id, callback, key, now)
    app.include_router(router, prefix=urlsplit(issuer).path.rstrip("/"))
    app.include_router(health.router())
    return app


class Issuer:
    def __init__(self, url: str, client_id: str, callback: str, key: ECKey, now: Callable[[], datetime]) -> None:
        self.url, self.client_id, self.callback, self.now = url, client_id, callback, now
        self.keys = {"keys": [key.as_dict(private=False)]}
        self.codes = Codes(now)
        self.mint = Mint(url, client_id, key)

    def discovery(self) -> dict[str, Any]:
        below = self.url.rstrip("/")
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{below}/authorize",
            "token_endpoint": f"{below}/token",
            "jwks_uri": f"{below}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "profile"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "ui_locales_supported": ["fa", "en"],
            "mohlat_local_issuer": True,
        }


router = APIRouter()


@router.get("/.well-known/openid-configuration")
async def discovery(request: Request) -> dict[str, Any]:
    return _issuer(request).discovery()


@router.get("/jwks")
async def jwks(request: Request) -> dict[str, Any]:
    return _issuer(request).keys


@router.get("/authorize")
async def ask(request: Request) -> Response:
    """The page on which to pick an official, if the client's request can be granted."""
    asked = Asked.read(request.query_params)
    return _turned_away(request, asked) or page.choose(request, asked)


@router.post("/authorize")
async def grant(request: Request) -> Response:
    """Send the browser back with a code for the official picked. The form is judged as the query was."""
    form = await request.form()
    asked = Asked.read(form)
    if (answer := _turned_away(request, asked)) is not None:
        return answer
    official = DEMO_OFFICIALS.get(str(form.get("official", "")))
    if official is None:
        return page.refuse(request, "official")
    return _back(request, asked, code=_issuer(request).codes.issue(asked, official))


@router.post("/token")
async def token(request: Request) -> Response:
    """Exchange a code for tokens: once, by whoever holds the PKCE verifier."""
    issuer, form = _issuer(request), await request.form()
    sent = {name: str(value) for name, value in form.items()}
    if sent.get("grant_type") != "authorization_code":
        return _refused("unsupported_grant_type")
    client_id = sent.get("client_id") or _basic_user(request.headers.get("Authorization", ""))
    granted = issuer.codes.redeem(
        sent.get("code", ""), client_id, sent.get("redirect_uri", ""), sent.get("code_verifier", "")
    )
    if granted is None:
        return _refused("invalid_grant")
    now = issuer.now()
    access_token = issuer.mint.access_token(granted.official, now)
    answer = {
        "access_token": access_token,
        "id_token": issuer.mint.id_token(granted.official, now, granted.asked.nonce or None, access_token),
        "token_type": "Bearer",
        "expires_in": int(TOKENS_LAST.total_seconds()),
        "scope": granted.asked.scope,
    }
    return JSONResponse(answer, headers=_NO_STORE)


def _issuer(request: Request) -> Issuer:
    issuer: Issuer = request.app.state.issuer
    return issuer


def _turned_away(request: Request, asked: Asked) -> Response | None:
    issuer = _issuer(request)
    if (reason := untrusted(asked, issuer.client_id, issuer.callback)) is not None:
        return page.refuse(request, reason)
    problem = error(asked)
    return _back(request, asked, error=problem) if problem is not None else None


def _back(request: Request, asked: Asked, **parameters: str) -> Response:
    """To the client, saying who sends it (RFC 9207)."""
    said = parameters | ({"state": asked.state} if asked.state else {}) | {"iss": _issuer(request).url}
    joint = "&" if urlsplit(asked.redirect_uri).query else "?"
    return RedirectResponse(asked.redirect_uri + joint + urlencode(said), 303, _NO_STORE)


def _refused(problem: str) -> Response:
    return JSONResponse({"error": problem}, 400, _NO_STORE)


def _basic_user(authorization: str) -> str:
    """A client with a secret names itself by HTTP Basic. The secret proves nothing here, PKCE does."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return unquote_plus(base64.b64decode(encoded, validate=True).decode().partition(":")[0])
    except (binascii.Error, UnicodeDecodeError):
        return ""
