"""One signed batch over HTTP to the connector, tried a few times."""

from datetime import UTC, datetime

import httpx2
import stamina

from mohlat_sdk.answers import TRY_LATER, NotNow, backoff, is_problem, rejected, retry_after
from mohlat_sdk.errors import Unreachable
from mohlat_sdk.signing import RequestSigner

ACCEPTED = 202


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
            on=backoff, attempts=attempts or self._attempts, timeout=None, wait_jitter=0.2, wait_max=5.0
        )
        try:
            for attempt in tries:
                with attempt:
                    self._try(body)
        except NotNow as error:
            raise Unreachable(f"{self._target}: {error}") from error

    def _try(self, body: bytes) -> None:
        headers = self._signer.headers(self._target, body, datetime.now(UTC))
        try:
            response = self._client.post(self._target, content=body, headers=headers, timeout=self._timeout)
        except httpx2.TransportError as error:
            raise NotNow(str(error) or type(error).__name__) from error
        status = response.status_code
        if status == ACCEPTED:
            return
        if 400 <= status < 500 and status not in TRY_LATER and is_problem(response):
            raise rejected(response)
        # Anything else, a redirect or a portal's 200 among them, is no acknowledgement.
        raise NotNow(f"answered {status}", retry_after(response))
