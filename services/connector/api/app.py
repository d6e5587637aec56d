"""The connector over HTTP: events in, an agency's standing out, and a clock to move when a player plays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from services.connector.api import events, me
from services.connector.api.answers import refuse
from services.connector.api.clock import Move, clock_router
from services.connector.api.problems import failed, install
from services.connector.intake.accepting import Intake
from services.connector.intake.callers import Callers
from services.connector.intake.limits import RateLimit
from services.connector.standing.said import Standing
from services.plumbing.health import Health

_log = structlog.get_logger(__name__)
BODY_LIMIT = 30.0
"""Seconds that a body may take to arrive: 1 MiB over a line of 300 kbit/s."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """What the routes work with.

    Attributes:
        clock: the domain clock, by which keys are revoked.
        address_limit: requests of one address.
        public_url: where agencies believe to post, when a proxy stands before; else the Host header decides.
        move: moves the simulated clock; None leaves the route out.
        epoch: of this replica's life.
        body_limit: seconds that a body may take to arrive.
    """

    intake: Intake
    callers: Callers
    standing_of: Callable[[str], Standing]
    clock: Callable[[], datetime]
    health: Health
    address_limit: RateLimit
    public_url: str | None = None
    move: Move | None = None
    epoch: Callable[[], int] = int
    body_limit: float = BODY_LIMIT


def connector_app(serving: Serving) -> "Straight":
    """The routes."""
    app = FastAPI(
        title="Mohlat connector", version="1", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.include_router(serving.health.router())
    if serving.move is not None:
        app.include_router(clock_router(serving.move, serving.epoch))
    install(app)
    url = None if serving.public_url is None else serving.public_url.rstrip("/")
    post = events.PostEvents(serving.intake, serving.address_limit, url, serving.body_limit)
    ask = me.GetStanding(serving.standing_of, serving.callers, serving.clock, serving.address_limit, url)
    # Known here, so that another method is answered as such; served below.
    app.router.routes += [Route(events.PATH, post, methods=["POST"]), Route(me.PATH, ask, methods=["GET"])]
    return Straight(app, {("POST", events.PATH): post, ("GET", me.PATH): ask})


class Straight:
    """Takes requests to plain endpoints past the framework, which would cost half as much as their signature.

    Attributes:
        framework: the application that serves all the rest, and knows these paths too.
    """

    def __init__(self, framework: FastAPI, endpoints: dict[tuple[str, str], ASGIApp]) -> None:
        self.framework, self._endpoints = framework, endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self._endpoints.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if endpoint is None:
            await self.framework(scope, receive, send)
            return
        try:
            await endpoint(scope, receive, send)
        except Exception:
            _log.exception("failed", path=scope["path"])
            await refuse(send, failed())
