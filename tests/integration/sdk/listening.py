"""A connector's place at a port of this machine: it takes batches, or says "not now", and remembers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from mohlat_contracts.codec import EvidenceEvent
from mohlat_contracts.content import read_content


class Listener:
    """What came, in the order in which it was taken.

    Attributes:
        every: of so many requests one is answered 503, after it was taken all the same, as if the answer were lost.
    """

    def __init__(self) -> None:
        self.events: list[EvidenceEvent] = []
        self.every = 0
        self._requests = 0
        self._one_at_a_time = threading.Lock()

    def take(self, body: bytes, content_type: str, encoding: str) -> int:
        """The status to answer with."""
        with self._one_at_a_time:
            self.events += [one.event for one in read_content(body, content_type, encoding)]  # type: ignore[misc]
            self._requests += 1
            return 503 if self.every and self._requests % self.every == 0 else 202

    def first_comings(self) -> list[EvidenceEvent]:
        """Each event once, where it came first."""
        return list({event.id: event for event in reversed(self.events)}.values())[::-1]


@contextmanager
def listening(listener: Listener) -> Iterator[str]:
    """The address at which the listener is heard."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            encoding = self.headers.get("content-encoding", "identity")
            status = listener.take(body, self.headers["content-type"], encoding)
            answer = json.dumps({"accepted": 1, "known_at": "2026-11-24T08:00:00Z"}).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the tests tell enough."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
