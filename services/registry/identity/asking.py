"""Who asks, as FastAPI dependencies: `Asking` for any official, `needs("approver")` for some of them."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from services.registry.identity.identity import Identity
from services.registry.identity.official import ROLES, Official, Role
from services.registry.identity.sessions import SignedIn
from services.registry.problems import CsrfRefused, NotSignedIn, RoleMissing

CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

# For the API's description only: they never refuse, `signed_in` does.
_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="A JWT access token of the issuer.")
_cookie = APIKeyCookie(
    name="mohlat-session", auto_error=False, scheme_name="session", description=f"Writes need {CSRF_HEADER} as well."
)


def identity_of(request: Request) -> Identity:
    identity: Identity = request.app.state.identity
    return identity


async def signed_in(request: Request) -> Official:
    """The official who asks, by bearer token or else by the session's cookie.

    Raises:
        NotSignedIn: neither proves anything. A bad token is not made good by a cookie.
        RoleMissing: she is who she says, and has no role here.
        CsrfRefused: a cookie on a write, without the CSRF token.
        IssuerAway: a token that cannot be checked now.
    """
    given = request.headers.get("Authorization")
    official = await _by_token(request, given) if given is not None else await _by_cookie(request)
    if not official.roles:
        raise RoleMissing(needed=ROLES)
    return official


async def session_of(request: Request) -> SignedIn | None:
    """The browser's session, for pages: whether there is one, and the CSRF token of their forms."""
    identity = identity_of(request)
    secret = identity.cookies.session(request)
    return await identity.sessions.find(secret) if secret is not None else None


async def check_csrf(request: Request, session: SignedIn) -> None:
    """Raises CsrfRefused unless the session's token came in the header or as a field of the form."""
    given: object = request.headers.get(CSRF_HEADER)
    if given is None and request.headers.get("Content-Type", "").startswith(_FORMS):
        given = (await request.form()).get(CSRF_FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), session.csrf.encode()):
        raise CsrfRefused


async def _by_token(request: Request, given: str) -> Official:
    scheme, _, token = given.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn
    return await identity_of(request).verifier.official(token.strip())


async def _by_cookie(request: Request) -> Official:
    session = await session_of(request)
    if session is None:
        raise NotSignedIn
    if request.method not in _SAFE:
        await check_csrf(request, session)
    return session.official


async def _asking(
    request: Request,
    _token: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    _session: Annotated[str | None, Security(_cookie)],
) -> Official:
    return await signed_in(request)


Asking = Annotated[Official, Depends(_asking)]


def needs(*roles: Role) -> Callable[[Official], Awaitable[Official]]:
    """A dependency: an official with one of these roles; raises RoleMissing besides what `signed_in` raises."""

    async def official_with_role(official: Asking) -> Official:
        if not official.may_act_as(*roles):
            raise RoleMissing(needed=roles)
        return official

    return official_with_role
