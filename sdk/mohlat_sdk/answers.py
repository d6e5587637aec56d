"""What a service's answer means, and when to try again: the same for connector and registry."""

import random
import ssl
from datetime import timedelta

import httpx2

from mohlat_sdk.errors import Rejected

TRY_LATER = frozenset({408, 425, 429})
LONGEST_RETRY_AFTER = 30.0
"""Seconds; a service that asks for more is taken for this long."""


class NotNow(Exception):
    """Nothing was refused; the same may be taken later, perhaps after `wait` seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def open_client(url: str, timeout: float) -> httpx2.Client:
    """A client with keep-alive."""
    return httpx2.Client(timeout=timeout, verify=_trust(url))


def open_async_client(url: str, timeout: float) -> httpx2.AsyncClient:
    """The same for an event loop."""
    return httpx2.AsyncClient(timeout=timeout, verify=_trust(url))


def _trust(url: str) -> ssl.SSLContext | bool:
    if url.lower().startswith("https:"):
        return True
    # Plain HTTP needs no certificates, and loading them costs 80 ms a client. This context trusts nobody.
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def backoff(error: Exception) -> bool | float:
    """Whether to try again, or after how many seconds: those asked for and up to a quarter more.

    All who were sent away at once would otherwise be back at once.
    """
    if not isinstance(error, NotNow):
        return False
    return True if error.wait is None else error.wait * random.uniform(1.0, 1.25)  # noqa: S311 (no secret)


def retry_after(response: httpx2.Response) -> float | None:
    """Seconds that the service asks to wait, where it does."""
    text = response.headers.get("retry-after", "")
    return min(float(text), LONGEST_RETRY_AFTER) if text.isdecimal() else None


def is_problem(response: httpx2.Response) -> bool:
    """Whether the service says it (RFC 9457), and not a proxy, a portal or a wrong address on the way."""
    try:
        problem = response.json()
    except ValueError:
        return False
    return isinstance(problem, dict) and problem.get("status") == response.status_code


def is_refusal(response: httpx2.Response) -> bool:
    """Whether the service will never take this. A redirect, or a portal's page, says nothing of the kind."""
    status = response.status_code
    return 400 <= status < 500 and status not in TRY_LATER and is_problem(response)


def rejected(response: httpx2.Response, clock_skew: timedelta | None = None) -> Rejected:
    """The refusal that a problem document tells of."""
    try:
        problem = response.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    title, detail = str(problem.get("title", "Rejected")), str(problem.get("detail", ""))
    return Rejected(response.status_code, title, detail, clock_skew)
