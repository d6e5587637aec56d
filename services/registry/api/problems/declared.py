"""Which problems an operation can answer with, as its description says."""

from collections.abc import Iterator
from typing import Any

from services.registry.api.problems.answer import MEDIA_TYPE, TYPE
from services.registry.api.problems.phrases import titled
from services.registry.problems import Refused

PROBLEM = "Problem"
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": PROBLEM,
    "description": "RFC 9457; `title` and `detail` are in the language that Content-Language says.",
    "required": ["type", "title", "status", "name"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "name": {"type": "string", "description": "What is wrong, in a word for programs."},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "Each field, or each row of a table, that is not as it should be.",
            "items": {"type": "object"},
        },
    },
}
_WRITES = {"post", "put", "patch", "delete"}


def refusing(*refusals: type[Refused]) -> dict[int | str, dict[str, Any]]:
    """`responses` of a route that may refuse in these ways, beside what every such route may refuse."""
    responses: dict[int | str, dict[str, Any]] = {}
    for refusal in refusals:
        response = responses.setdefault(refusal.status, _response(refusal.status))
        content = response["content"][MEDIA_TYPE]
        content.setdefault("examples", {})[refusal.name] = {"value": _example(refusal)}
    return responses


def declare_problems(method: str, operation: dict[str, Any]) -> None:
    """Add the problems that follow from what the operation takes to those that its route has named."""
    responses = operation["responses"]
    framework = responses.get("422", {}).get("content", {})
    if "application/json" in framework:
        del responses["422"]
    if any(parameter["name"].lower() == "if-none-match" for parameter in operation.get("parameters", [])):
        responses.setdefault("304", {"description": "The caller has this version already"})
    for status in sorted(set(_statuses(method, operation))):
        responses.setdefault(str(status), _response(status))
    operation["responses"] = dict(sorted(responses.items()))


def _statuses(method: str, operation: dict[str, Any]) -> Iterator[int]:
    yield from (500, 503)
    parameters = operation.get("parameters", [])
    if parameters or "requestBody" in operation:
        yield 422
    if operation.get("security"):
        yield from (401, 403)
    if method in _WRITES:
        yield from (400, 404, 409, 413, 415)
    elif any(parameter["in"] == "path" for parameter in parameters):
        yield 404
    if any(parameter["name"].lower() == "if-match" for parameter in parameters):
        yield from (412, 428)


def _response(status: int) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
    return {"description": titled(status)[1].en, "content": {MEDIA_TYPE: {"schema": schema}}}


def _example(refusal: type[Refused]) -> dict[str, Any]:
    return {
        "type": TYPE + refusal.name,
        "title": refusal.title.en,
        "status": refusal.status,
        "name": refusal.name,
    }
