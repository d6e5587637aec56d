"""HTTP/1.1 by hand: what no client library would send, and answers read without trusting their sender."""

import asyncio
from dataclasses import dataclass
from typing import Self

PATIENCE = 2.0
"""Seconds to wait for the answer to what may be no whole request."""
LIMIT = 60.0
_WITHOUT_BODY = (204, 304)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Broken(Exception):
    """The other side closed the connection instead of answering."""


class Line:
    """One connection, kept open between requests and opened anew when it was closed."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def ask(self, raw: bytes, answers: int = 1) -> list[Answer]:
        """Send whole requests; all of their answers.

        Raises:
            Broken: fewer came.
        """
        reader, writer = await self._open()
        try:
            async with asyncio.timeout(LIMIT):
                writer.write(raw)
                await writer.drain()
                found = [await _answer(reader) for _ in range(answers)]
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            self.hang_up()
            raise Broken(repr(error)) from error
        if found[-1].headers.get("connection") == "close":
            self.hang_up()
        return found

    async def try_out(self, raw: bytes) -> list[Answer]:
        """Send anything over a connection of its own; the answers that came before it was closed, perhaps none."""
        self.hang_up()
        reader, writer = await self._open()
        found: list[Answer] = []
        try:
            writer.write(raw)
            async with asyncio.timeout(PATIENCE):
                await writer.drain()
                found.append(await _answer(reader))
                # The server hangs up in turn, once it has read to this end.
                writer.write_eof()
                while True:
                    found.append(await _answer(reader))
        except (OSError, asyncio.IncompleteReadError, ValueError, TimeoutError):
            return found
        finally:
            self.hang_up()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port, limit=2**22)
        return self._streams


async def _answer(reader: asyncio.StreamReader) -> Answer:
    """The next answer that is a final one."""
    while True:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        if status < 200:
            continue
        empty = status in _WITHOUT_BODY
        if "content-length" in headers and not empty:
            return Answer(status, headers, await reader.readexactly(int(headers["content-length"])))
        return Answer(status, headers, b"" if empty else await reader.read())
