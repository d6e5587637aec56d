"""What is asked of a connector, and what its answers say. No I/O: real time is an argument."""

import base64
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import httpx2

from mohlat_sdk.answers import NotNow, is_refusal, rejected, retry_after
from mohlat_sdk.batches import Content
from mohlat_sdk.clock_skew import WORTH_A_WARNING, in_words, skew
from mohlat_sdk.receipts import Receipt, read_receipt
from mohlat_sdk.signing import RequestSigner
from mohlat_sdk.standing import AgencyStatus, read_status

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """A signed request."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None = None


class Exchange:
    """Questions to one connector and their answers.

    Attributes:
        last_receipt: of the newest batch that the connector took; None before the first.
        clock_skew: this machine's clock less the connector's by its newest answer; None before the first.
    """

    def __init__(self, url: str, signer: RequestSigner) -> None:
        # As the client will put it on the wire, since the signature covers it.
        self._events_url = str(httpx2.URL(url.rstrip("/") + "/v1/events"))
        self._status_url = str(httpx2.URL(url.rstrip("/") + "/v1/agencies/me"))
        self._signer = signer
        self.last_receipt: Receipt | None = None
        self.clock_skew: timedelta | None = None
        self._warned = False

    def deliver(self, content: Content, now: datetime) -> Question:
        """Each has a signature and a nonce of its own; the content stays the same."""
        headers = self._signer.sign_content(self._events_url, content, now)
        return Question("POST", self._events_url, headers, content.body)

    def ask_status(self, now: datetime) -> Question:
        return Question("GET", self._status_url, self._signer.sign_query(self._status_url, now))

    def taken(self, question: Question, response: httpx2.Response) -> Receipt:
        """The receipt of a batch.

        Raises:
            Rejected: the connector refused.
            NotNow: anything else, a 202 that is no receipt for these bytes among it.
        """
        receipt = self._read(question, response, 202, read_receipt)
        if receipt.digest is not None and receipt.digest != _digest(question.body or b""):
            raise NotNow(f"{question.url} answered with a receipt for other bytes")
        self.last_receipt = receipt
        return receipt

    def told(self, question: Question, response: httpx2.Response) -> AgencyStatus:
        """How Mohlat sees the agency; raises as `taken`."""
        return self._read(question, response, 200, read_status)

    def note_date(self, response: httpx2.Response, asked: datetime, answered: datetime) -> None:
        """Learn from an answer's Date how far this machine's clock is off."""
        found = skew(response.headers.get("date"), asked, answered)
        if found is None:
            return
        self.clock_skew = found
        off = abs(found) > WORTH_A_WARNING
        if off and not self._warned:
            _log.warning("this machine's clock is %s the connector's", in_words(found))
        self._warned = off

    def _read(self, question: Question, response: httpx2.Response, good: int, read: Callable[[bytes], T | None]) -> T:
        status = response.status_code
        if status == good and (found := read(response.content)) is not None:
            return found
        if is_refusal(response):
            raise rejected(response, self.clock_skew if status == 401 else None)
        # Anything else, a redirect or a portal's 200 among them, is no acknowledgement.
        raise NotNow(f"{question.url} answered {status}", retry_after(response))


def _digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
