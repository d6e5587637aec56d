"""A small application behind the identity's dependencies, with nothing but what they need."""

from typing import Annotated

import httpx2
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse

from services.plumbing.database import open_engine
from services.registry.identity.asking import Asking, needs
from services.registry.identity.identity import Identity
from services.registry.identity.login import router
from services.registry.identity.official import Official
from services.registry.problems import Refused
from tests.officials import LocalIssuer, an_identity

NOWHERE = "postgresql://127.0.0.1:1/nowhere"
"""Engines connect when first used; a bearer token never makes them."""


def an_app(identity: Identity) -> FastAPI:
    app = FastAPI()
    app.state.identity = identity
    app.include_router(router)

    @app.get("/whoami")
    async def whoami(official: Asking) -> dict[str, object]:
        return {"subject": official.subject, "name": official.name, "roles": sorted(official.roles)}

    @app.post("/note")
    async def note(official: Asking) -> str:
        return official.subject

    @app.post("/decision")
    async def decide(official: Annotated[Official, Depends(needs("approver"))]) -> str:
        return official.subject

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> JSONResponse:
        return JSONResponse({"name": error.name}, error.status, dict(error.headers()))

    return app


def a_browser(app: FastAPI, base_url: str = "http://registry") -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=base_url)


def a_door(issuer: LocalIssuer) -> httpx2.AsyncClient:
    """A client of an application that trusts this issuer."""
    return a_browser(an_app(an_identity(issuer, open_engine(NOWHERE))))
