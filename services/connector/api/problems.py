"""What the framework itself refuses, as problems like every other."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from services.connector.problems import PROBLEM_CONTENT_TYPE, Refused, Said, malformed

_FA = {
    400: "درخواست خواندنی نیست",
    404: "چنین نشانی‌ای وجود ندارد",
    405: "این روش برای این نشانی پذیرفته نیست",
    500: "خطای داخلی",
}


def install(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _failed)


async def _http(request: Request, error: Any) -> Response:
    return _plain(error.status_code, dict(error.headers or {}))


async def _failed(request: Request, error: Any) -> Response:
    return _response(failed(), {})


async def _invalid(request: Request, error: Any) -> Response:
    found = error.errors()[0]
    field = "$" + "".join(f".{part}" for part in found["loc"][1:])
    return _response(malformed(None, field, str(found["msg"])), {})


def failed() -> Refused:
    """Something that was not thought of; the log has it."""
    return _by_status(500)


def _plain(status: int, headers: dict[str, str]) -> Response:
    return _response(_by_status(status), headers)


def _by_status(status: int) -> Refused:
    phrase = HTTPStatus(status).phrase
    title = Said(phrase, _FA.get(status, phrase))
    return Refused(status, phrase.lower().replace(" ", "-"), title, Said(f"{phrase}.", f"{title.fa}."), "framework")


def _response(refused: Refused, headers: dict[str, str]) -> Response:
    return Response(refused.body(), refused.status, headers | refused.headers(), PROBLEM_CONTENT_TYPE)
