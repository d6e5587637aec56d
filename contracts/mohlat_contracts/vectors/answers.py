"""What a client does about an answer. `then` is one of

- `done`: the events are in the log; the receipt's digest is the one of the body that was sent.
- `refused`: these events will never be taken as they are; give them up, or a batch of several by halves.
- `signer`: the key or this machine's clock has to be put right; keep the events and tell a person.
- `again`: send the same body later, signed anew: a fresh nonce, and new created and expires.
"""

import json
from typing import Any

from mohlat_contracts.vectors.request import digest_of

BODY = b"[]"
PROBLEM = "application/problem+json"


def told() -> list[dict[str, Any]]:
    """Answers to a POST of the two bytes `[]`, which stand for any body."""
    receipt = {
        "accepted": 1,
        "known_at": "2026-11-24T08:00:00Z",
        "topic": "mohlat.evidence.v1",
        "partition": 0,
        "offset": 1402,
        "digest": digest_of(BODY),
    }
    return [
        _answer("receipt", 202, receipt, "done"),
        _answer("receipt-for-other-bytes", 202, {**receipt, "digest": digest_of(b"[{}]")}, "again"),
        _answer("no-receipt", 202, "<html>Welcome</html>", "again", media="text/html"),
        _answer("portal", 200, "<html>Sign in</html>", "again", media="text/html"),
        _answer("redirect", 302, "", "again", location="https://portal.example/"),
        _answer("signature-refused", 401, _problem(401, "signature-refused"), "signer"),
        _answer("another-agency", 403, _problem(403, "another-agency"), "refused"),
        _answer("forbidden-by-a-proxy", 403, "<html>Forbidden</html>", "again", media="text/html"),
        _answer("not-found-by-a-proxy", 404, "", "again"),
        _answer("too-slow", 408, _problem(408, "too-slow"), "again"),
        _answer("too-large", 413, _problem(413, "too-large"), "refused"),
        _answer("wrong-media", 415, _problem(415, "wrong-media"), "refused"),
        _answer("malformed", 422, _problem(422, "malformed"), "refused"),
        _answer("too-many-requests", 429, _problem(429, "too-many-requests"), "again", wait=7),
        _answer("not-now", 503, _problem(503, "not-now"), "again", wait=2),
        _answer("broken-proxy", 502, "", "again"),
        _answer("broken", 500, _problem(500, "internal-server-error"), "again"),
    ]


def text() -> str:
    """The file."""
    return json.dumps({"body": BODY.decode(), "answers": told()}, ensure_ascii=False, indent=2) + "\n"


def _answer(
    name: str, status: int, body: Any, then: str, *, media: str = "", wait: int | None = None, location: str = ""
) -> dict[str, Any]:
    problem = isinstance(body, dict) and status != 202
    headers = {"content-type": media or (PROBLEM if problem else "application/json")}
    if wait is not None:
        headers["retry-after"] = str(wait)
    if location:
        headers["location"] = location
    content = body if isinstance(body, str) else json.dumps(body)
    return {"name": name, "status": status, "headers": headers, "body": content, "then": then, "wait": wait}


def _problem(status: int, name: str) -> dict[str, Any]:
    return {"type": f"https://mohlat.ir/problems/{name}", "title": name, "status": status, "name": name}
