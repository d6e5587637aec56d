"""The OpenAPI 3.1 document: what FastAPI finds in the routes, and the answers and problems that it cannot."""

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from services.auditor.scoreboard.api.answering import MEDIA_TYPES
from services.auditor.scoreboard.api.openapi.spoken import BY_OWN, OPERATIONS, Spoken, spoken
from services.auditor.scoreboard.problems import MEDIA_TYPE

SUMMARY = "Figures that can be recomputed, and the history behind them."
PROSE = """\
`as_of` is when something was true, `known_at` by what was known: what becomes known at that instant is not used. Either
is an RFC 3339 instant or a day, Jalali (`1402-03-24`, `1402/03/24`, Persian digits too) or Gregorian; a day means its
end in Tehran. Bodies that are not judged so far are told as such; an instant up to which nobody is judged is refused.

Every figure says which bodies count, which do not and which are not judged, and has a receipt by which it can be
recomputed. A POST of a question brings definitions of one's own, as `GET /v1/definitions` writes them.

Lists are also written as CSV (UTF-8 with BOM) and Excel (right to left in Persian): `format=csv`, `format=xlsx`, or
`Accept`; `lang` or `Accept-Language` is `fa` or `en`. JSON answers carry an `ETag`. What is refused is a problem
(RFC 9457) in that language."""
PREFIX = "/v1/"
"""What is beside the API, such as pages and metrics, is not described."""

_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457; `title` and `detail` are in the language that Content-Language says.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "A URN that stays when words change."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
_REF = "#/components/schemas/{name}"
_PROBLEMS = {
    "404": "There is no such figure, agency, group, province, duty, deadline or address",
    "422": "The question cannot be answered as it was asked",
    "500": "An error of ours",
    "503": "Nothing is judged yet, or the history cannot be read just now",
}


def describe(app: FastAPI) -> None:
    """Let the application describe itself so."""

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of an application."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        summary=SUMMARY,
        description=PROSE,
        routes=app.routes,
        openapi_version="3.1.0",
    )
    types = [each for told in OPERATIONS.values() for each in (told.answer, told.body) if each is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    by_type = dict(zip(types, schemas, strict=True))
    paths = {path: operations for path, operations in found["paths"].items() if path.startswith(PREFIX)}
    for operations in paths.values():
        for operation in operations.values():
            _complete(operation, spoken(operation["operationId"]), by_type)
    found["paths"] = paths
    found["components"] = {"schemas": {**dict(sorted(components.items())), "Problem": _PROBLEM}}
    return found


def _complete(operation: dict[str, Any], told: Spoken, by_type: dict[Any, Any]) -> None:
    content: dict[str, Any] = {"application/json": {"schema": by_type[told.answer]}}
    if told.is_list:
        for form in ("csv", "xlsx"):
            content[MEDIA_TYPES[form].partition(";")[0]] = {"schema": {"type": "string", "format": "binary"}}
        operation.setdefault("parameters", []).extend((_FORMAT, _LANG))
    operation["responses"] = {
        "200": {"description": "The answer", "content": content},
        **(
            {} if "receipt" in operation["operationId"] or told.body else {"304": {"description": "The same as before"}}
        ),
        **{status: _problem(description) for status, description in _PROBLEMS.items()},
    }
    if told.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": by_type[told.body]}},
        }
        operation["responses"]["413"] = _problem("The body is too large")
    if operation["operationId"].endswith(BY_OWN):
        operation["summary"] += " (definitions of one's own)"
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(name="Problem")}}}}


_FORMAT: dict[str, Any] = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "Otherwise by `Accept`.",
    "schema": {"type": "string", "enum": ["json", "csv", "xlsx"]},
}
_LANG: dict[str, Any] = {
    "name": "lang",
    "in": "query",
    "required": False,
    "description": "Of a list and of problems; otherwise by `Accept-Language`.",
    "schema": {"type": "string", "enum": ["fa", "en"]},
}
