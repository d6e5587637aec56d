"""Try again for a while: a service may be down for a moment, and nothing the player does harms when repeated."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from time import monotonic, sleep
from typing import Any, TypeVar

import httpx2

T = TypeVar("T")


class PlayFailed(RuntimeError):
    """A service refused what the scenario asks, or was away for too long."""


class NotNow(Exception):
    """Nothing was refused; the same may succeed in a moment."""


@dataclass(frozen=True)
class Patience:
    """How long to try again.

    Attributes:
        seconds: real time; after it the play fails.
    """

    seconds: float

    def keep_trying(self, attempt: Callable[[], T], after_failure: Callable[[], None] = lambda: None) -> T:
        """The result of the first attempt that does not raise NotNow.

        Args:
            after_failure: called before each further attempt; it may raise NotNow as well.

        Raises:
            PlayFailed: time is up, or `attempt` raised it.
        """
        give_up_at = monotonic() + self.seconds
        for wait in _waits():
            try:
                if wait:
                    sleep(wait)
                    after_failure()
                return attempt()
            except NotNow as error:
                if monotonic() + wait > give_up_at:
                    raise PlayFailed(f"gave up after {self.seconds:.0f} s: {error}") from error
        raise AssertionError("the waits never end")


def _waits() -> Iterator[float]:
    """Seconds before each attempt: none, then soon, then twice a second."""
    yield from (0.0, 0.05, 0.1, 0.2)
    yield from repeat(0.5)


def ask(client: httpx2.Client, method: str, path: str, body: Any = None, **how: Any) -> Any:
    """One request, with a JSON body unless `how` names another; the JSON of a 2xx answer, None when it has none.

    Args:
        how: whatever else `client.request` takes.

    Raises:
        NotNow: no answer, 429, or 5xx.
        PlayFailed: any other refusal, with the service's words.
    """
    response = sent(client, method, path, json=body, **how)
    return response.json() if response.content else None


def sent(client: httpx2.Client, method: str, path: str, **how: Any) -> httpx2.Response:
    """One request; its answer, unless that is a refusal. A redirect is none, and is not followed.

    Raises:
        NotNow, PlayFailed: as above.
    """
    try:
        response = client.request(method, path, follow_redirects=False, **how)
    except httpx2.TransportError as error:
        raise NotNow(f"{client.base_url}{path}: {error or type(error).__name__}") from error
    if response.status_code == 429 or response.status_code >= 500:
        raise NotNow(f"{method} {path} answered {response.status_code}: {response.text[:300]}")
    if response.is_client_error:
        raise PlayFailed(f"{method} {path} answered {response.status_code}: {response.text[:1000]}")
    return response
