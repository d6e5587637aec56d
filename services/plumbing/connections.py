"""How many connections a server holds, and how long and how much of each request it takes in.

The server that we use bounds neither: a connection that sends nothing, or one letter a minute, would stay for ever, and
a header without an end would be read to the end of the memory.
"""

import asyncio
import resource

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 64 * 1024
MOST_MESSAGE_BYTES = 32 * 1024 * 1024
"""Of a request as it travels. What a service allows of a body is its own, lower and kinder, affair."""
OTHER_FILES = 512
"""Open beside the connections: to the broker, the database, the disk."""
_FULL = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 1\r\nconnection: close\r\n\r\n"


class Connection(HttpToolsProtocol):
    """One of at most `most_connections`; the head of a request has to be there within `head_limit` seconds."""

    most_connections = 4_000
    head_limit = 10.0
    unread_limit = 60.0
    """Seconds that who asked may leave what is answered unread."""

    _unread: asyncio.TimerHandle | None = None
    _deadline: asyncio.TimerHandle | None = None
    _in_head = _in_body = False
    _heads = _bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            transport.write(_FULL)
            transport.close()
        else:
            self._deadline = self.loop.call_later(self.head_limit, transport.abort)

    def data_received(self, data: bytes) -> None:
        began_in_body, head = self._in_body, self._heads
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            if self._in_body:
                self._count(len(data), MOST_MESSAGE_BYTES)
            elif self._in_head and head == self._heads:  # of the next request, sent before this one is answered
                self._count(len(data), MOST_HEAD_BYTES)
            return
        # Between requests, or in the rest of a body that was refused: that is read and dropped, but not for long.
        if not self._in_body and not began_in_body:
            self._count(len(data), MOST_HEAD_BYTES)
        if self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(self.head_limit, self.transport.abort)

    def on_message_begin(self) -> None:
        self._in_head, self._heads, self._bytes = True, self._heads + 1, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head, self._in_body = False, True
        self._settle()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_body = False
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._settle()
        self._read_on()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        # An answer waits for its reader without end, and keeps its connection from everybody else.
        if self._unread is None:
            self._unread = self.loop.call_later(self.unread_limit, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        self._read_on()
        super().resume_writing()

    def _read_on(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _count(self, size: int, limit: int) -> None:
        self._bytes += size
        if self._bytes > limit:
            self.transport.abort()

    def _settle(self) -> None:
        self._bytes = 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def bounded(
    most_connections: int,
    head_limit: float = Connection.head_limit,
    unread_limit: float = Connection.unread_limit,
) -> type[Connection]:
    """The protocol with these limits."""
    limits = {"most_connections": most_connections, "head_limit": head_limit, "unread_limit": unread_limit}
    return type("BoundedConnection", (Connection,), limits)


def allow_open_files(connections: int) -> None:
    """Let this process open so many connections, and some files, where the system lets it choose for itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        within = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (within, hard))
