"""`POST /v1/clock`: a player moves the simulated clock. On the system's clock there is no such path."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from fastapi import APIRouter, Response
from mohlat_contracts.codec import EARLIEST, LATEST
from pydantic import AwareDatetime, BaseModel, Field, model_validator

from services.connector.evidence import rfc3339
from services.connector.problems import PROBLEM_CONTENT_TYPE, Refused

Move = Callable[[datetime, datetime], Awaitable[datetime]]
_log = structlog.get_logger(__name__)


class ClockMove(BaseModel):
    """Time flowed from `from` to `to` while the connector was open."""

    start: AwareDatetime = Field(alias="from")
    to: AwareDatetime

    @model_validator(mode="after")
    def _forward(self) -> "ClockMove":
        if self.start > self.to:
            raise ValueError("`from` lies after `to`")
        if not EARLIEST <= self.start <= self.to < LATEST:
            raise ValueError("both must lie between the years 1900 and 2200")
        return self


class ClockMoved(BaseModel):
    """Where the clock stands, and the life of this replica that moved it."""

    now: AwareDatetime
    epoch: int


def clock_router(move: Move, epoch: Callable[[], int]) -> APIRouter:
    router = APIRouter(tags=["clock"])

    @router.post("/v1/clock", operation_id="moveClock", response_model=ClockMoved)
    async def post_clock(body: ClockMove) -> Response:
        """Move the simulated clock. Repeating a move is harmless; after 503 the same move is to be sent again."""
        try:
            now = await move(body.start, body.to)
        except Refused as refused:
            _log.warning("move not completed", detail=refused.detail.en)
            return Response(refused.body(), refused.status, refused.headers(), PROBLEM_CONTENT_TYPE)
        return Response(f'{{"now":"{rfc3339(now)}","epoch":{epoch()}}}', media_type="application/json")

    return router
