"""The OpenAPI 3.1 document. The routes are plain, so it is put together here, from the types that they speak."""

from typing import Any

from mohlat_contracts.envelope import BATCH_CONTENT_TYPE, EVENT_CONTENT_TYPE

from services.connector.api import events, me
from services.connector.api.openapi.refusals import refusals
from services.connector.api.openapi.schemas import ref, schemas

SUMMARY = "Takes in what agencies say of themselves, signed."
PROSE = """\
Every request is signed by RFC 9421 with one signature, labelled `mohlat`, by an Ed25519 key that the registry knows:

- parameters `created`, `expires` (at most five minutes later), `nonce`, `keyid`, `alg="ed25519"` and `tag`;
- a post covers `"@method" "@target-uri" "content-type" "content-digest"`, in this order, and then `"content-encoding"`
  when it has one; its tag is `mohlat-evidence-v1`. `Content-Digest` is the SHA-256 of the bytes as sent;
- a question covers `"@method" "@target-uri"`; its tag is `mohlat-query-v1`.

Whatever is wrong with a signature, the answer is the same 401. A post is taken as a whole or not at all, and 202 means
that it is in the log for good. After 429 and 503 the same events may be sent again, signed anew: repeats are harmless.

What is refused is a problem (RFC 9457): `title` and `detail` in English, `title_fa` and `detail_fa` in Persian."""

_EXAMPLE = {
    "specversion": "1.0",
    "type": "ir.mohlat.connection.heartbeat.v1",
    "id": "0d7c5b1e-7b60-4b0c-9d52-6f2f8f0b8f11",
    "source": "urn:mohlat:agency:sample",
    "time": "2023-06-14T20:30:00Z",
    "stream": "spool-7f3a",
    "ordinal": 1402,
    "data": {"services": ["sample-s01", "sample-s02"]},
}


def document() -> dict[str, Any]:
    """The document of the whole API, the simulated clock's part included."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Mohlat connector", "summary": SUMMARY, "description": PROSE, "version": "1"},
        "paths": {
            events.PATH: {"post": _post_events()},
            me.PATH: {"get": _get_standing()},
            "/v1/clock": {"post": _post_clock()},
        },
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Signature",
                    "description": "With Signature-Input; RFC 9421 as described above.",
                }
            },
        },
    }


def _post_events() -> dict[str, Any]:
    return {
        "operationId": "postEvents",
        "tags": ["evidence"],
        "summary": "Send events of one agency, all or none",
        "security": [{"signature": []}],
        "parameters": [
            _header("Signature-Input", required=True),
            _header("Content-Digest", required=True),
            _header("Content-Encoding", {"enum": ["identity", "gzip"]}),
            _header("traceparent", {"pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"}),
        ],
        "requestBody": {
            "required": True,
            "description": "At most 1 MiB as sent, 8 MiB once inflated, and 1,000 events.",
            "content": {
                BATCH_CONTENT_TYPE: {"schema": ref("Events"), "examples": {"batch": {"value": [_EXAMPLE]}}},
                EVENT_CONTENT_TYPE: {"schema": ref("Event"), "examples": {"single": {"value": _EXAMPLE}}},
            },
        },
        "responses": {
            "202": _json("The events are in the log; this is the receipt", "Receipt"),
            **refusals(401, 403, 408, 413, 415, 422, 429, 500, 503),
        },
    }


def _get_standing() -> dict[str, Any]:
    return {
        "operationId": "getStanding",
        "tags": ["standing"],
        "summary": "How the agency that asks is seen now",
        "security": [{"signature": []}],
        "parameters": [_header("Signature-Input", required=True)],
        "responses": {"200": _json("Its standing", "Standing"), **refusals(401, 429, 500, 503)},
    }


def _post_clock() -> dict[str, Any]:
    return {
        "operationId": "moveClock",
        "tags": ["clock"],
        "summary": "Move the simulated clock; on the system's clock there is no such path",
        "security": [],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": ref("ClockMove"),
                    "examples": {"day": {"value": {"from": "2023-06-13T20:30:00Z", "to": "2023-06-14T20:30:00Z"}}},
                }
            },
        },
        "responses": {"200": _json("The move is ticked in the log", "ClockMoved"), **refusals(400, 404, 422, 500, 503)},
    }


def _header(name: str, schema: dict[str, Any] | None = None, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": {"type": "string", **(schema or {})}}


def _json(description: str, name: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": ref(name)}}}
