"""Errors at the edge: domain words to RFC 9457 problems for programs, to pages for people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from services.auditor.scoreboard.instants import NotAnInstant
from services.auditor.scoreboard.reading import AgencyUnknown, SignalUnknown
from services.auditor.scoreboard.standing import FigureUnknown, NothingJudged

_log = structlog.get_logger(__name__)

RETRY_AFTER = {"Retry-After": "5"}


@dataclass(frozen=True, slots=True)
class Problem:
    """An RFC 9457 problem; `type` is a URN that stays when words change."""

    status: int
    type: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return HTTPStatus(self.status).phrase

    def body(self) -> dict[str, object]:
        return {"type": self.type, "title": self.title, "status": self.status, "detail": self.detail}


ShowProblem = Callable[[Request, Problem], Response]
"""Renders a problem as a page."""


def problem_of(error: Exception) -> Problem:
    """The one place where errors become statuses."""
    match error:
        case AgencyUnknown():
            return Problem(404, "urn:mohlat:problem:agency-unknown", str(error))
        case FigureUnknown():
            return Problem(404, "urn:mohlat:problem:figure-unknown", str(error))
        case SignalUnknown():
            return Problem(422, "urn:mohlat:problem:signal-unknown", str(error))
        case NotAnInstant():
            return Problem(422, "urn:mohlat:problem:not-an-instant", str(error))
        case NothingJudged():
            return Problem(503, "urn:mohlat:problem:nothing-judged", str(error), RETRY_AFTER)
        case RequestValidationError() if error.errors()[0]["loc"][0] == "path":
            return Problem(404, "about:blank", "Not Found")
        case RequestValidationError():
            return Problem(422, "urn:mohlat:problem:bad-request", _first_error(error))
        case HTTPException():
            return Problem(error.status_code, "about:blank", str(error.detail), error.headers or {})
        case SQLAlchemyError() | OSError():
            return Problem(
                503, "urn:mohlat:problem:history-unavailable", "the history cannot be read just now", RETRY_AFTER
            )
        case _:
            return Problem(500, "about:blank", "an error of ours; it has been logged")


def _first_error(error: RequestValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def install(app: FastAPI, show: ShowProblem) -> None:
    """Answer every error of `app` with a problem, or with a page where a person asked."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status >= 500:
            _log.error("request failed", path=request.url.path, status=problem.status, exc_info=error)
        if request.url.path.startswith("/v1/"):
            return JSONResponse(
                problem.body(), problem.status, dict(problem.headers), media_type="application/problem+json"
            )
        return show(request, problem)

    for kind in (
        AgencyUnknown,
        SignalUnknown,
        FigureUnknown,
        NotAnInstant,
        NothingJudged,
        RequestValidationError,
        HTTPException,
        SQLAlchemyError,
        OSError,
        Exception,
    ):
        app.add_exception_handler(kind, answer)
