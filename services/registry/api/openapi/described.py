"""The OpenAPI 3.1 document: what FastAPI finds in the routes, and the problems and examples that it cannot."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from services.registry.api.openapi.examples import examples
from services.registry.api.problems.declared import PROBLEM, PROBLEM_SCHEMA, declare_problems

SUMMARY = "Who owes what, by when, on whose word."
PROSE = """\
Every read takes `as_of` (what was true then) and `known_at` (as we knew it then); without them both are now, and the
answer says which were used. Lists come in pages: send `next` as `cursor`, with the same filters.

Every write takes an `Idempotency-Key`: within 24 hours a repeat is given the first answer and does nothing. A write to
what exists takes `If-Match`, the `ETag` of the item as it was read.

What is refused is a problem (RFC 9457) in the language of `Accept-Language`: `fa`, or `en`."""

PREFIX = "/v1/"
"""What is beside the API, such as pages and metrics, is not described."""
OPEN: dict[str, Any] = {"security": []}
"""`openapi_extra` of a route that takes no login."""


def describe(app: FastAPI) -> None:
    """Let the application describe itself with examples and the problems of each operation."""

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of an application."""
    schema = get_openapi(
        title=app.title,
        version=app.version,
        summary=SUMMARY,
        description=PROSE,
        routes=app.routes,
        openapi_version="3.1.0",
    )
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    for frameworks in ("HTTPValidationError", "ValidationError"):
        schemas.pop(frameworks, None)
    schemas[PROBLEM] = PROBLEM_SCHEMA
    schema["paths"] = {path: found for path, found in schema["paths"].items() if path.startswith(PREFIX)}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            declare_problems(method, operation)
            _exemplify(path, method, operation)
    return schema


def _exemplify(path: str, method: str, operation: dict[str, Any]) -> None:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None:
        body["examples"] = examples(method, path)
