"""The problems that an operation may answer with, each as the connector words it."""

from http import HTTPStatus
from typing import Any

import msgspec

from services.connector.api.openapi.schemas import ref
from services.connector.api.problems import failed
from services.connector.problems import (
    PROBLEM_CONTENT_TYPE,
    Refused,
    Said,
    malformed,
    not_authenticated,
    not_now,
    not_yours,
    too_large,
    too_many,
    too_slow,
    wrong_media,
)

_EXAMPLES: dict[int, Refused] = {
    401: not_authenticated(""),
    403: not_yours(3),
    408: too_slow(30),
    413: too_large(1024 * 1024),
    415: wrong_media(Said("The content-encoding is to be gzip or none.", "فشرده‌سازی محتوا فقط با gzip پذیرفته است.")),
    422: malformed(3, "$.time", "Expected `datetime`, got `int`"),
    429: too_many("key", 7),
    500: failed(),
    503: not_now("The connector is opening.", "door_shut", 2),
}


def refusals(*statuses: int) -> dict[str, Any]:
    """`responses` of these statuses."""
    return {str(status): _response(status) for status in statuses}


def _response(status: int) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": ref("Problem")}
    if status in _EXAMPLES:
        refused = _EXAMPLES[status]
        content["examples"] = {refused.name: {"value": msgspec.json.decode(refused.body())}}
    response: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {PROBLEM_CONTENT_TYPE: content},
    }
    if status in (429, 503):
        seconds = {"description": "Seconds", "required": True, "schema": {"type": "integer", "minimum": 1}}
        response["headers"] = {"Retry-After": seconds}
    return response
