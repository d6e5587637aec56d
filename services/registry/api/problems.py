"""Whatever goes wrong, as an RFC 9457 problem; the only place where it becomes HTTP."""

from http import HTTPStatus

import structlog
from asyncpg import InterfaceError as DriverInterfaceError
from asyncpg import PostgresError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

from services.registry.problems import Refused

TYPE = "https://mohlat.ir/problems/"
RETRY_AFTER = "2"
_log = structlog.get_logger(__name__)

_RETRIED_STATES = ("08", "53", "57", "40", "55P03", "25P03")
"""SQLSTATE classes and codes after which the same request may succeed: connection, resources, shutdown, rollback."""


def problem(
    status: int, name: str, title: str, detail: str | None = None, headers: dict[str, str] | None = None, **more: object
) -> JSONResponse:
    body: dict[str, object] = {"type": TYPE + name, "title": title, "status": status, "name": name}
    if detail is not None:
        body["detail"] = detail
    return JSONResponse(body | more, status, headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    for lost in (OSError, PoolExhausted, DriverInterfaceError):
        app.add_exception_handler(lost, _unavailable)
    app.add_exception_handler(PostgresError, _database)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(Exception, _unexpected)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)  # noqa: S101 - for the type checker; registered for no other
    return problem(error.status, error.name, error.title, error.detail)


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = [
        {"field": ".".join(str(part) for part in each["loc"]), "reason": each["msg"]} for each in error.errors()[:50]
    ]
    first = errors[0] if errors else {"field": "body", "reason": "malformed"}
    detail = f"{first['field']}: {first['reason']}"
    return problem(422, "request-malformed", "The request is not what the API describes", detail, errors=errors)


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    phrase = HTTPStatus(error.status_code).phrase
    name = phrase.lower().replace(" ", "-")
    return problem(error.status_code, name, phrase, headers=dict(error.headers or {}))


async def _unavailable(_: Request, error: Exception) -> JSONResponse:
    _log.warning("database away", error=repr(error))
    return problem(
        503,
        "database-unavailable",
        "The registry cannot reach its database",
        "Nothing is known to have been written. Send the same request again.",
        headers={"Retry-After": RETRY_AFTER},
    )


async def _database(request: Request, error: Exception) -> JSONResponse:
    """Errors of PostgreSQL: those that pass by themselves, and those that are ours."""
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    invalidated = isinstance(error, DBAPIError) and (error.connection_invalidated or state is None)
    if invalidated or (state is not None and state.startswith(_RETRIED_STATES)):
        return await _unavailable(request, error)
    _log.error("the database refused a statement", exc_info=error)
    return await _unexpected(request, error)


async def _unexpected(_: Request, __: Exception) -> JSONResponse:
    """Says nothing of the error: it may hold what is not the caller's to see. The log has it."""
    return problem(500, "unexpected", "The registry failed to carry this out")
