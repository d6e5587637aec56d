"""Answers, straight onto the wire: a response object for each would cost as much as checking the signature."""

import time
from collections import Counter

import structlog
from prometheus_client import Counter as Metric
from starlette.types import Send

from services.connector.problems import PROBLEM_CONTENT_TYPE, Refused

JSON = b"application/json"
_TOLD_A_SECOND = 10
"""Lines in the log for one reason and second, at most; a flood is counted, not told."""

_log = structlog.get_logger(__name__)


async def answer(send: Send, status: int, body: bytes, media: bytes = JSON, more: dict[str, str] | None = None) -> None:
    headers = [(b"content-type", media), (b"content-length", b"%d" % len(body))]
    headers += [(name.encode(), value.encode()) for name, value in (more or {}).items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, refused: Refused) -> None:
    await answer(send, refused.status, refused.body(), PROBLEM_CONTENT_TYPE.encode(), refused.headers())


class Told:
    """Counts what became of requests by their `outcome`, and tells the log why some were refused."""

    def __init__(self, counter: Metric) -> None:
        self._counter = counter
        self._children: dict[int, Metric] = {}
        self._second = 0
        self._told: Counter[str] = Counter()

    def count(self, status: int) -> None:
        # Finding the child by its label costs more than counting.
        child = self._children.get(status) or self._children.setdefault(status, self._counter.labels(str(status)))
        child.inc()

    def refused(self, refused: Refused) -> None:
        self.count(refused.status)
        second = int(time.monotonic())
        if second != self._second:
            self._second = second
            self._told.clear()
        self._told[refused.reason] += 1
        if self._told[refused.reason] <= _TOLD_A_SECOND:
            _log.info("refused", status=refused.status, reason=refused.reason, detail=refused.detail.en)
