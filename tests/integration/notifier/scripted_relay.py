"""A real SMTP server in this process, whose answers a test decides."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.daemons.ports import LOOPBACK, free_port


@dataclass(frozen=True)
class Arrival:
    """A letter that came with its final dot. `notice` is `agency/duty/revision/step/recipient`."""

    notice: str
    message_id: str
    recipients: tuple[str, ...]
    content: bytes


Answer = Callable[[Arrival, int], str | None]
"""Given the arrival and how many came before it: what to answer, None to break the connection."""


def welcome(arrival: Arrival, before: int) -> str | None:
    return "250 OK"


class ScriptedRelay:
    """Keeps every letter that was answered with 250 and every one that arrived at all."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"smtp://{LOOPBACK}:{self.port}"
        self.answer: Answer = welcome
        self.arrived: list[Arrival] = []
        self.accepted: list[Arrival] = []
        self._lock = threading.Lock()
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname=LOOPBACK, port=self.port, ready_timeout=10)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        arrival = _arrival(envelope)
        with self._lock:
            answer = self.answer(arrival, len(self.arrived))
            self.arrived.append(arrival)
            if answer is not None and answer.startswith("250"):
                self.accepted.append(arrival)
        if answer is None:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 gone"
        return answer

    def notices(self) -> list[str]:
        with self._lock:
            return [arrival.notice for arrival in self.accepted]


def _arrival(envelope: Envelope) -> Arrival:
    content = envelope.content
    assert isinstance(content, bytes)
    message = message_from_bytes(content, policy=policy.default)
    return Arrival(str(message["X-Mohlat-Notice"]), str(message["Message-ID"]), tuple(envelope.rcpt_tos), content)
