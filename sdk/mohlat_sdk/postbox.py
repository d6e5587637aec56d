"""Questions over HTTP to the connector, each tried a few times: for threads, and for an event loop."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx2
import stamina

from mohlat_sdk.answers import NotNow, backoff
from mohlat_sdk.batches import Content
from mohlat_sdk.errors import Unreachable
from mohlat_sdk.exchange import Exchange, Question
from mohlat_sdk.receipts import Receipt
from mohlat_sdk.standing import AgencyStatus

T = TypeVar("T")
Ask = Callable[[datetime], Question]
Read = Callable[[Question, httpx2.Response], T]

# Of both classes: `attempts` are tries before giving up, by default those of the postbox; `within` are seconds to wait
# for one answer, where that is less than its timeout. `post` returns once the connector has answered 202, so that the
# batch is in the log, and raises Rejected where it refused, Unreachable where it gave no such answer at any try.


class Postbox:
    """Waits for answers in the caller's thread."""

    def __init__(self, exchange: Exchange, client: httpx2.Client, attempts: int, timeout: float) -> None:
        self.exchange, self._client = exchange, client
        self._attempts, self._timeout = attempts, timeout

    def post(self, content: Content, attempts: int | None = None, within: float | None = None) -> Receipt:
        return self._keep_asking(lambda now: self.exchange.deliver(content, now), self.exchange.taken, attempts, within)

    def status(self) -> AgencyStatus:
        return self._keep_asking(self.exchange.ask_status, self.exchange.told, None, None)

    def _keep_asking(self, ask: Ask, read: Read[T], attempts: int | None, within: float | None) -> T:
        timeout = _shorter(self._timeout, within)
        try:
            for attempt in _tries(attempts or self._attempts):
                with attempt:
                    return self._ask(ask, read, timeout)
        except NotNow as error:
            raise Unreachable(str(error), error.wait) from error
        raise AssertionError("a try either answers or fails")

    def _ask(self, ask: Ask, read: Read[T], timeout: float) -> T:
        asked = datetime.now(UTC)
        question = ask(asked)
        try:
            response = self._client.request(**_arguments(question), timeout=timeout)
        except httpx2.RequestError as error:
            raise _no_answer(question, error) from error
        self.exchange.note_date(response, asked, datetime.now(UTC))
        return read(question, response)


class AsyncPostbox:
    """Lets the event loop go on meanwhile."""

    def __init__(self, exchange: Exchange, client: httpx2.AsyncClient, attempts: int, timeout: float) -> None:
        self.exchange, self._client = exchange, client
        self._attempts, self._timeout = attempts, timeout

    async def post(self, content: Content, attempts: int | None = None, within: float | None = None) -> Receipt:
        return await self._keep_asking(
            lambda now: self.exchange.deliver(content, now), self.exchange.taken, attempts, within
        )

    async def status(self) -> AgencyStatus:
        return await self._keep_asking(self.exchange.ask_status, self.exchange.told, None, None)

    async def _keep_asking(self, ask: Ask, read: Read[T], attempts: int | None, within: float | None) -> T:
        timeout = _shorter(self._timeout, within)
        try:
            async for attempt in _tries(attempts or self._attempts):
                with attempt:
                    return await self._ask(ask, read, timeout)
        except NotNow as error:
            raise Unreachable(str(error), error.wait) from error
        raise AssertionError("a try either answers or fails")

    async def _ask(self, ask: Ask, read: Read[T], seconds: float) -> T:
        asked = datetime.now(UTC)
        question = ask(asked)
        try:
            response = await self._client.request(**_arguments(question), timeout=seconds)
        except httpx2.RequestError as error:
            raise _no_answer(question, error) from error
        self.exchange.note_date(response, asked, datetime.now(UTC))
        return read(question, response)


def _tries(attempts: int) -> Any:
    return stamina.retry_context(on=backoff, attempts=attempts, timeout=None, wait_jitter=0.2, wait_max=5.0)


def _shorter(timeout: float, within: float | None) -> float:
    return timeout if within is None else min(timeout, within)


def _arguments(question: Question) -> dict[str, Any]:
    # A redirect is no acknowledgement, and is not followed, even by a client that others use too.
    return {
        "method": question.method,
        "url": question.url,
        "content": question.body,
        "headers": question.headers,
        "follow_redirects": False,
    }


def _no_answer(question: Question, error: httpx2.RequestError) -> NotNow:
    """No connection, no answer in time, or one whose body cannot be decoded: a proxy's, as often as not."""
    return NotNow(f"{question.url}: {error or type(error).__name__}")
