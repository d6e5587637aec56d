"""What the application raises, and the problem that becomes of it."""

from traceback import extract_tb

import structlog
from asyncpg import InterfaceError as DriverInterfaceError
from asyncpg import PostgresError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

from services.registry.api.problems.allowed import allowed
from services.registry.api.problems.answer import problem, refused
from services.registry.api.problems.complaints import complaints
from services.registry.api.problems.language import language
from services.registry.api.problems.limits import BodyLimit, BodyTooLarge
from services.registry.api.problems.phrases import titled
from services.registry.problems import Refused, Said, TextUnstorable

RETRY_AFTER = "2"
_log = structlog.get_logger(__name__)

_RETRIED_STATES = ("08", "53", "57", "40", "55P03", "25P03")
"""SQLSTATE classes and codes after which the same request may succeed: connection, resources, shutdown, rollback."""
_NEAREST = 6
"""Frames of a traceback that a log shows: those next to the accident."""
_UNSTORABLE_STATES = ("22021", "22P05")
"""SQLSTATE codes of a text that PostgreSQL cannot hold, such as one with a null character."""

MALFORMED = Said("درخواست آن‌گونه نیست که API می‌گوید", "The request is not what the API describes")
_AWAY = Said("پایگاه دادهٔ سامانه در دسترس نیست", "The registry cannot reach its database")
_AWAY_DETAIL = Said(
    "معلوم نیست چیزی ثبت شده باشد؛ همین درخواست را دوباره بفرستید.",
    "Nothing is known to have been written. Send the same request again.",
)
_UNEXPECTED = Said("سامانه نتوانست این کار را انجام دهد", "The registry failed to carry this out")


def install(app: FastAPI, largest_body: int) -> None:
    """Answer every error of the application with a problem, and none but requests of at most `largest_body` bytes."""
    app.add_middleware(BodyLimit, limit=largest_body)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    for lost in (OSError, PoolExhausted, DriverInterfaceError):
        app.add_exception_handler(lost, _unavailable)
    app.add_exception_handler(PostgresError, _database)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(ValidationError, _unfit)
    app.add_exception_handler(Exception, _unexpected)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)  # noqa: S101 - for the type checker; registered for no other
    return refused(request, error)


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = complaints(error.errors(), language(request))
    detail = f"{errors[0]['field']}: {errors[0]['reason']}" if errors else None
    return problem(request, 422, "request-malformed", MALFORMED, detail, members={"errors": errors})


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    if isinstance(error, BodyTooLarge):
        return refused(request, error.refusal)
    name, title = titled(error.status_code)
    headers = {"Allow": allowed(request)} if error.status_code == 405 else error.headers
    return problem(request, error.status_code, name, title, headers=headers)


async def _unavailable(request: Request, error: Exception) -> JSONResponse:
    _log.warning("database away", error=repr(error))
    detail = _AWAY_DETAIL.in_(language(request))
    return problem(request, 503, "database-unavailable", _AWAY, detail, {"Retry-After": RETRY_AFTER})


async def _database(request: Request, error: Exception) -> JSONResponse:
    """Errors of PostgreSQL: those that pass by themselves, those of the request, and those that are ours."""
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    invalidated = isinstance(error, DBAPIError) and (error.connection_invalidated or state is None)
    if invalidated or (state is not None and state.startswith(_RETRIED_STATES)):
        return await _unavailable(request, error)
    if state in _UNSTORABLE_STATES:
        return refused(request, TextUnstorable())
    # Without its text, which quotes what was to be written: a name or an address does not belong in a log.
    _log.error("the database refused a statement", sqlstate=state, at=_where(error))
    return await _unexpected(request, error)


async def _unfit(request: Request, error: Exception) -> JSONResponse:
    """Something of our own making does not fit its model; what it held is left out of the log here too."""
    assert isinstance(error, ValidationError)  # noqa: S101
    errors = error.errors(include_input=False, include_context=False, include_url=False)
    _log.error("unfit", model=error.title, errors=errors, at=_where(error))
    return await _unexpected(request, error)


def _where(error: Exception) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)[-_NEAREST:]]


async def _unexpected(request: Request, _: Exception) -> JSONResponse:
    """Says nothing of the error: it may hold what is not the caller's to see. The log has it."""
    return problem(request, 500, "unexpected", _UNEXPECTED)
