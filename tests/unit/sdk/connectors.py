"""A connector in memory, as an HTTP transport."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx2
from mohlat_contracts import decode_batch

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


def refusing(event_id: str, status: int = 422) -> Answer:
    """Refuses every batch with that event in it."""
    refuse = problem(status)
    return lambda request: (refuse if f'"{event_id}"' in request.content.decode() else accepted)(request)


@dataclass
class FakeConnector:
    """Answers with `answers` in turn, the last one for ever; keeps what came and what it accepted."""

    answers: list[Answer] = field(default_factory=lambda: [accepted])
    requests: list[httpx2.Request] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        response = answer(request)
        if response.status_code == 202:
            self.taken.append(request.content)
        return response

    def client(self) -> httpx2.Client:
        return httpx2.Client(transport=httpx2.MockTransport(self))

    @property
    def event_ids(self) -> list[str]:
        """Of accepted events, in order."""
        return [event.id for body in self.taken for event in decode_batch(body)]
