"""What the connector answers when it does not accept, as RFC 9457 problems."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

PROBLEM_CONTENT_TYPE = "application/problem+json"


@dataclass(eq=False)
class Refused(Exception):
    """The request is refused or put off; nothing of it counts as accepted.

    Attributes:
        status: HTTP status.
        title: a few words, the same for every such problem.
        detail: a sentence for whoever sent the request.
        reason: for the log and the metrics; never told to the sender.
        more: further members of the problem.
        retry_after: seconds, for "not now".
    """

    status: int
    title: str
    detail: str
    reason: str
    more: dict[str, Any] = field(default_factory=dict)
    retry_after: int | None = None

    def body(self) -> bytes:
        return msgspec.json.encode({"title": self.title, "status": self.status, "detail": self.detail, **self.more})

    def headers(self) -> dict[str, str]:
        return {} if self.retry_after is None else {"retry-after": str(self.retry_after)}


def not_authenticated(reason: str) -> Refused:
    """One and the same answer whatever is wrong, so that it teaches a forger nothing."""
    return Refused(401, "Unauthorized", "The request's signature was not accepted.", reason)


def not_yours(index: int) -> Refused:
    return Refused(
        403,
        "Forbidden",
        f"Event {index} speaks for another source than the key's agency.",
        "another_agency",
        {"errors": [{"event": index, "field": "$.source", "reason": "not the agency of the key"}]},
    )


def malformed(index: int | None, field: str, reason: str) -> Refused:
    where = "The body" if index is None else f"Event {index}, field {field}"
    return Refused(
        422,
        "Malformed batch",
        f"{where}: {reason}",
        "malformed",
        {"errors": [{"event": index, "field": field, "reason": reason}]},
    )


def too_large(limit: int) -> Refused:
    return Refused(413, "Content Too Large", f"A body holds at most {limit} bytes.", "too_large")


def wrong_media(detail: str) -> Refused:
    return Refused(415, "Unsupported Media Type", detail, "wrong_media")


def not_now(detail: str, reason: str, retry_after: int = 1) -> Refused:
    return Refused(503, "Service Unavailable", detail, reason, {}, retry_after)
