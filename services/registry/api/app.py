"""The application: routers, problems, health."""

from fastapi import FastAPI

from services.plumbing.health import Health
from services.registry.api import agencies, clock, directory, mandates, problems
from services.registry.registrar import Registrar

MAX_IMPORT_BYTES = 8 * 1024 * 1024
"""A whole country's roster fits; one record's limit is checked apart from this."""


def create_app(registrar: Registrar, health: Health, *, simulated: bool) -> FastAPI:
    app = FastAPI(
        title="Mohlat registry", version="1", max_body_size=MAX_IMPORT_BYTES, docs_url="/v1/docs", redoc_url=None
    )
    app.state.registrar = registrar
    for router in (directory.router, agencies.router, mandates.router, *([clock.router] if simulated else [])):
        app.include_router(router, prefix="/v1")
    app.include_router(health.router())
    problems.install(app)
    return app
