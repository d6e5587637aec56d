"""The scoreboard's web application."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from services.auditor.scoreboard import problems
from services.auditor.scoreboard.api import api_router
from services.auditor.scoreboard.api.openapi import describe
from services.auditor.scoreboard.edge import BodyLimit, Edge
from services.auditor.scoreboard.pages import pages_router
from services.auditor.scoreboard.reading import Library
from services.auditor.scoreboard.referral_pages import referrals_router
from services.auditor.scoreboard.rendering import Renderer
from services.auditor.whatif import Desk
from services.plumbing.health import Health

STATIC = Path(__file__).parent / "static"


def build_app(library: Library, health: Health, *, simulated: bool, desk: Desk | None = None) -> FastAPI:
    """Everything it serves: API, pages, style and fonts, health.

    Args:
        desk: answers what would be; None where there is no log to read facts from.
    """
    app = FastAPI(title="Mohlat scoreboard", version="1", openapi_url="/v1/openapi.json", docs_url=None, redoc_url=None)
    renderer = Renderer(simulated)
    app.include_router(health.router())
    app.include_router(api_router(library, simulated, desk))
    app.include_router(referrals_router(library, renderer))
    app.include_router(pages_router(library, renderer))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    problems.install(app, renderer.problem)
    describe(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(Edge)
    return app
