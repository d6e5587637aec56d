"""One signed batch over HTTP to the connector, tried a few times."""

import ssl
from datetime import UTC, datetime

import httpx2
import stamina

from mohlat_sdk.errors import Rejected, Unreachable
from mohlat_sdk.signing import RequestSigner

ACCEPTED = 202
TRY_LATER = frozenset({408, 425, 429})
LONGEST_RETRY_AFTER = 30.0
"""Seconds; a connector that asks for more is taken for this long."""


class _NotNow(Exception):
    """Nothing was refused; the same may be taken later, perhaps after `wait` seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def open_client(url: str, timeout: float) -> httpx2.Client:
    """A client with keep-alive."""
    if url.startswith("https:"):
        return httpx2.Client(timeout=timeout)
    # Plain HTTP needs no certificates, and loading them costs 80 ms a client. This context trusts nobody.
    return httpx2.Client(timeout=timeout, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


class Postbox:
    """Posts batches to `<url>/v1/events`; each try is signed anew, the body stays the same."""

    def __init__(self, url: str, signer: RequestSigner, client: httpx2.Client, attempts: int, timeout: float) -> None:
        # As the client will put it on the wire, since the signature covers it.
        self._target = str(httpx2.URL(url.rstrip("/") + "/v1/events"))
        self._signer, self._client = signer, client
        self._attempts, self._timeout = attempts, timeout

    def post(self, body: bytes, attempts: int | None = None) -> None:
        """Return once the connector has answered 202: the batch is in the log.

        Raises:
            Rejected: it answered 4xx.
            Unreachable: it did not answer, or answered "not now", at every try.
        """
        tries = stamina.retry_context(
            on=_backoff, attempts=attempts or self._attempts, timeout=None, wait_jitter=0.2, wait_max=5.0
        )
        try:
            for attempt in tries:
                with attempt:
                    self._try(body)
        except _NotNow as error:
            raise Unreachable(f"{self._target}: {error}") from error

    def _try(self, body: bytes) -> None:
        headers = self._signer.headers(self._target, body, datetime.now(UTC))
        try:
            response = self._client.post(self._target, content=body, headers=headers, timeout=self._timeout)
        except httpx2.TransportError as error:
            raise _NotNow(str(error) or type(error).__name__) from error
        status = response.status_code
        if status == ACCEPTED:
            return
        if 400 <= status < 500 and status not in TRY_LATER and _is_problem(response):
            raise _rejected(response)
        # Anything else, a redirect or a portal's 200 among them, is no acknowledgement.
        raise _NotNow(f"answered {status}", _retry_after(response))


def _backoff(error: Exception) -> bool | float:
    if not isinstance(error, _NotNow):
        return False
    return True if error.wait is None else error.wait


def _retry_after(response: httpx2.Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return min(float(text), LONGEST_RETRY_AFTER) if text.isdecimal() else None


def _is_problem(response: httpx2.Response) -> bool:
    """Whether a connector says it (RFC 9457), and not a proxy, a portal or a wrong address on the way."""
    try:
        problem = response.json()
    except ValueError:
        return False
    return isinstance(problem, dict) and problem.get("status") == response.status_code


def _rejected(response: httpx2.Response) -> Rejected:
    try:
        problem = response.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    return Rejected(response.status_code, str(problem.get("title", "Rejected")), str(problem.get("detail", "")))
