"""A connector in memory, as an HTTP transport."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
from mohlat_contracts.codec import EvidenceEvent
from mohlat_contracts.content import read_content

Answer = Callable[[httpx2.Request], httpx2.Response]


def accepted(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(202, json={"accepted": 1})


def unreachable(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("connection refused", request=request)


def silent(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout("no answer", request=request)


def problem(status: int, detail: str = "so it is", **headers: str) -> Answer:
    content = json.dumps({"title": "Refused", "status": status, "detail": detail})
    return lambda _: httpx2.Response(status, content=content, headers=headers)


def refusing(*event_ids: str, status: int = 422) -> Answer:
    """Refuses every batch with one of those events in it."""
    refuse = problem(status)
    return lambda request: (refuse if {*event_ids} & {event.id for event in events_of(request)} else accepted)(request)


def dated(answer: Answer, ahead: timedelta) -> Answer:
    """Answers with the Date of a clock that is so far ahead of this machine's."""

    def at_another_time(request: httpx2.Request) -> httpx2.Response:
        response = answer(request)
        response.headers["date"] = format_datetime(datetime.now(UTC) + ahead, usegmt=True)
        return response

    return at_another_time


def events_of(request: httpx2.Request) -> list[EvidenceEvent]:
    headers = request.headers
    encoding = headers.get("content-encoding", "identity")
    return [decoded.event for decoded in read_content(request.content, headers["content-type"], encoding)]  # type: ignore[misc]


@dataclass
class FakeConnector:
    """Answers with `answers` in turn, the last one for ever; keeps what came and what it accepted."""

    answers: list[Answer] = field(default_factory=lambda: [accepted])
    requests: list[httpx2.Request] = field(default_factory=list)
    taken: list[httpx2.Request] = field(default_factory=list)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        with self._one_at_a_time:
            self.requests.append(request)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        response = answer(request)
        if response.status_code == 202:
            self.taken.append(request)
        return response

    def client(self) -> httpx2.Client:
        return httpx2.Client(transport=httpx2.MockTransport(self))

    def async_client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self))

    @property
    def batches(self) -> list[list[EvidenceEvent]]:
        """Accepted ones, in order."""
        return [events_of(request) for request in self.taken]

    @property
    def events(self) -> list[EvidenceEvent]:
        """Of accepted batches, in order."""
        return [event for batch in self.batches for event in batch]

    @property
    def event_ids(self) -> list[str]:
        return [event.id for event in self.events]
