"""The connector over HTTP: `POST /v1/events`, and `POST /v1/clock` when a player moves the clock."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from fastapi import FastAPI, Request, Response
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.headers import SIGNED
from mohlat_contracts.topics import MAX_BODY_BYTES
from pydantic import AwareDatetime, BaseModel, Field, model_validator

from services.connector.evidence import rfc3339
from services.connector.intake.accepting import Intake
from services.connector.intake.traceparent import valid_traceparent
from services.connector.intake.verification import SignedRequest
from services.connector.metrics import REQUESTS
from services.connector.problems import PROBLEM_CONTENT_TYPE, Refused, too_large, wrong_media
from services.plumbing.health import Health

Move = Callable[[datetime, datetime], Awaitable[datetime]]
_STORED_HEADERS = tuple(name for name in SIGNED if name not in ("method", "target-uri"))
_log = structlog.get_logger(__name__)


class ClockMove(BaseModel):
    """Time flowed from `from` to `to` while the connector was open."""

    start: AwareDatetime = Field(alias="from")
    to: AwareDatetime

    @model_validator(mode="after")
    def _forward(self) -> "ClockMove":
        if self.start > self.to:
            raise ValueError("`from` lies after `to`")
        return self


def connector_app(
    intake: Intake, health: Health, public_url: str | None, move: Move | None, epoch: Callable[[], int]
) -> FastAPI:
    """The routes.

    Args:
        public_url: where agencies believe to post, when a proxy stands before; else the Host header decides.
        move: moves the simulated clock; None leaves the route out.
    """
    app = FastAPI(title="Mohlat connector", docs_url=None, redoc_url=None)
    app.include_router(health.router())

    async def post_events(request: Request) -> Response:
        try:
            signed = await _read(request, public_url)
            accepted = await intake.accept(signed, valid_traceparent(request.headers.get("traceparent")))
        except Refused as refused:
            REQUESTS.labels(outcome=str(refused.status)).inc()
            _log.info("refused", status=refused.status, reason=refused.reason, detail=refused.detail)
            return _problem(refused)
        REQUESTS.labels(outcome="202").inc()
        body = f'{{"accepted":{accepted.count},"known_at":"{rfc3339(accepted.known_at)}"}}'
        return Response(body, status_code=202, media_type="application/json")

    # A plain route: the framework's parameter handling would cost as much as checking the signature.
    app.add_route("/v1/events", post_events, methods=["POST"])

    if move is not None:
        _add_clock(app, move, epoch)
    return app


def _add_clock(app: FastAPI, move: Move, epoch: Callable[[], int]) -> None:
    @app.post("/v1/clock")
    async def post_clock(body: ClockMove) -> Response:
        try:
            now = await move(body.start, body.to)
        except Refused as refused:
            _log.warning("move not completed", detail=refused.detail)
            return _problem(refused)
        return Response(f'{{"now":"{rfc3339(now)}","epoch":{epoch()}}}', media_type="application/json")


def _problem(refused: Refused) -> Response:
    return Response(refused.body(), refused.status, refused.headers(), PROBLEM_CONTENT_TYPE)


async def _read(request: Request, public_url: str | None) -> SignedRequest:
    """The request with the headers that are stored with it; what a signature covers beyond them is refused."""
    headers = {name: ", ".join(found) for name in _STORED_HEADERS if (found := request.headers.getlist(name))}
    if headers.get("content-type", "").lower() != BATCH_CONTENT_TYPE:
        raise wrong_media(f"The body is to be {BATCH_CONTENT_TYPE}.")
    if headers.get("content-encoding", "identity") != "identity":
        raise wrong_media("The body is to come without content-encoding.")
    url = str(request.url) if public_url is None else public_url.rstrip("/") + request.scope["path"]
    return SignedRequest(request.method, url, headers, await _body(request))


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > MAX_BODY_BYTES:
        raise too_large(MAX_BODY_BYTES)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise too_large(MAX_BODY_BYTES)
        parts.append(part)
    return b"".join(parts)
