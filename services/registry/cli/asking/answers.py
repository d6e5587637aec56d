"""What came back: an answer, a refusal, or nothing that could be one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, NoReturn

import httpx2

from services.registry.cli.asking.errors import RefusedByRegistry, RegistryAway

TRY_LATER = frozenset({408, 425, 502, 503, 504})
LONGEST_RETRY_AFTER = 10.0
"""Seconds; a registry that asks for more is taken for this long."""


class Answer(NamedTuple):
    """What the registry answered.

    Attributes:
        text: the body as it came.
        etag: of the item, to be sent back as If-Match.
        replayed: it had carried this very write out before, and answered what it may answer twice.
    """

    text: str
    body: Any
    etag: str | None
    replayed: bool


class NotNow(Exception):
    """Nothing was refused; the same may be answered later, perhaps after `wait` seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@contextmanager
def reaching() -> Iterator[None]:
    """Raises NotNow or RegistryAway when nothing comes back."""
    try:
        yield
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise RegistryAway(str(error)) from error
    except httpx2.TransportError as error:
        raise NotNow(str(error) or type(error).__name__) from error


def backoff(error: Exception) -> bool | float:
    """Whether to ask again, and after how many seconds."""
    if not isinstance(error, NotNow):
        return False
    return True if error.wait is None else error.wait


def answer_of(response: httpx2.Response) -> Answer:
    """Raises NotNow, RegistryAway or RefusedByRegistry when it is none."""
    if not response.is_success:
        refuse(response)
    headers = response.headers
    try:
        body = response.json() if response.content else None
    except ValueError as error:
        raise RegistryAway(f"{response.url.host} answers, but it is no registry") from error
    return Answer(response.text, body, headers.get("etag"), headers.get("idempotency-replayed") == "true")


def refuse(response: httpx2.Response) -> NoReturn:
    """A problem is the registry's; anything else comes from something on the way, or from a registry in need."""
    status = response.status_code
    if status in TRY_LATER:
        raise NotNow(f"answered {status}", _retry_after(response))
    try:
        problem = response.json()
    except ValueError:
        problem = None
    if 400 <= status < 500 and isinstance(problem, dict) and problem.get("status") == status:
        raise RefusedByRegistry(problem, response.text)
    raise RegistryAway(f"{response.url.host} answered {status}")


def _retry_after(response: httpx2.Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return min(float(text), LONGEST_RETRY_AFTER) if text.isdecimal() else None
