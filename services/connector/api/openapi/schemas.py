"""The shapes of what is sent and answered."""

from typing import Any

import msgspec
from mohlat_contracts.codec import MAX_EVENTS, EvidenceEvent

from services.connector.api.clock import ClockMove, ClockMoved
from services.connector.standing.said import Standing

_TEXT = {"type": "string"}
_INSTANT = {"type": "string", "format": "date-time"}
_COUNT = {"type": "integer", "minimum": 0}

RECEIPT: dict[str, Any] = {
    "type": "object",
    "description": "Where the events lie; `digest` is the Content-Digest of the bytes that lie there.",
    "required": ["accepted", "known_at", "topic", "partition", "offset", "digest"],
    "properties": {
        "accepted": {"type": "integer", "minimum": 1, "maximum": MAX_EVENTS},
        "known_at": _INSTANT,
        "topic": _TEXT,
        "partition": _COUNT,
        "offset": _COUNT,
        "digest": {"type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/]{43}=:$"},
    },
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457, in both languages.",
    "required": ["type", "title", "title_fa", "status", "name", "detail", "detail_fa"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "title_fa": _TEXT,
        "status": {"type": "integer"},
        "name": {"type": "string", "description": "What is wrong, in a word for programs."},
        "detail": _TEXT,
        "detail_fa": _TEXT,
        "errors": {
            "type": "array",
            "description": "What is wrong: the event, counted from 0, or null for the whole; the field; why.",
            "items": {
                "type": "object",
                "required": ["event", "field", "reason"],
                "properties": {"event": {"type": ["integer", "null"]}, "field": _TEXT, "reason": _TEXT},
            },
        },
    },
}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def schemas() -> dict[str, Any]:
    """All of them, by name and in order."""
    (event, _), found = msgspec.json.schema_components(
        (EvidenceEvent, Standing), ref_template="#/components/schemas/{name}"
    )
    models = {
        model.__name__: model.model_json_schema(ref_template="#/components/schemas/{model}")
        for model in (ClockMove, ClockMoved)
    }
    batch = {"type": "array", "items": ref("Event"), "minItems": 1, "maxItems": MAX_EVENTS}
    own = {"Event": event, "Events": batch, "Receipt": RECEIPT, "Problem": PROBLEM}
    return dict(sorted((found | models | own).items()))
