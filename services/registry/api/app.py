"""The application: routes, problems, logins, health."""

from fastapi import FastAPI

from services.plumbing.health import Health
from services.registry.api import openapi, problems
from services.registry.api.desk import pages as desk
from services.registry.api.routes import (
    agencies,
    certificates,
    clock,
    contacts,
    directory,
    documents,
    exports,
    imports,
    journal,
    keys,
    mandates,
    proposals,
    referrals,
    republication,
)
from services.registry.api.tries import Tries
from services.registry.identity import login
from services.registry.identity.identity import Identity
from services.registry.registrar import Registrar

MAX_BODY_BYTES = 16 * 1024 * 1024
"""A whole country's roster fits, and so does a document."""

ROUTES = (
    agencies,
    directory,
    mandates,
    certificates,
    referrals,
    contacts,
    proposals,
    journal,
    documents,
    imports,
    exports,
    keys,
    republication,
)


def create_app(registrar: Registrar, health: Health, identity: Identity, *, simulated: bool) -> FastAPI:
    app = FastAPI(title="Mohlat registry", version="1", docs_url="/v1/docs", redoc_url=None)
    app.state.registrar, app.state.identity, app.state.tries = registrar, identity, Tries()
    for route in (*ROUTES, *([clock] if simulated else [])):
        app.include_router(route.router, prefix="/v1")
    app.include_router(login.router)
    app.include_router(desk.router)
    app.include_router(health.router())
    problems.install(app, MAX_BODY_BYTES)
    openapi.describe(app)
    return app
