"""One answer in the form that is asked for: JSON with its tag, or a list as CSV or Excel."""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from typing import Literal

import msgspec
from fastapi import Request, Response

from services.auditor.scoreboard.problems import language_of
from services.auditor.scoreboard.refusals import FormatUnknown
from services.auditor.tables import sheet_of
from services.calendar.jalali import Language
from services.sheets import csv_bytes, xlsx_bytes

Form = Literal["json", "csv", "xlsx"]
JSON = "application/json"
MEDIA_TYPES: dict[Form, str] = {
    "json": JSON,
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BY_TYPE: dict[str, Form] = {media.partition(";")[0]: form for form, media in MEDIA_TYPES.items()}
_TAG = re.compile(r'(?:W/)?("[^"]*")')


async def respond(request: Request, answer: object, name: str | None = None) -> Response:
    """The answer as JSON; or where it holds a list of that name, as `format` or `Accept` asks.

    Raises:
        FormatUnknown: another form, or a list of what is none.
    """
    form = asked_form(request)
    if form == "json":
        return _tagged(request, await asyncio.to_thread(msgspec.json.encode, answer), JSON)
    if name is None:
        raise FormatUnknown(form)
    content = await asyncio.to_thread(_as_list, answer, form, language_of(request))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Vary": "Accept, Accept-Language"}
    return _tagged(request, content, MEDIA_TYPES[form], headers)


def asked_form(request: Request) -> Form:
    """By the parameter `format`, else the first of ours that `Accept` names.

    Raises:
        FormatUnknown: the parameter names none of ours.
    """
    match request.query_params.get("format"):
        case "json" | "csv" | "xlsx" as form:
            return form
        case None:
            accepted = (part.partition(";")[0].strip() for part in request.headers.get("accept", "").split(","))
            return next((_BY_TYPE[media] for media in accepted if media in _BY_TYPE), "json")
        case other:
            raise FormatUnknown(other)


def _as_list(answer: object, form: Form, language: Language) -> bytes:
    sheet = sheet_of(answer, language)
    return csv_bytes(sheet) if form == "csv" else xlsx_bytes(sheet)


def _tagged(request: Request, content: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """With an entity tag; or 304 when the caller has these very bytes."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    told = {"ETag": tag, "Vary": "Accept", **(headers or {})}
    known = request.headers.get("if-none-match", "")
    if request.method == "GET" and (known.strip() == "*" or tag in _TAG.findall(known)):
        return Response(status_code=304, headers=told)
    return Response(content, headers=told, media_type=media_type)
