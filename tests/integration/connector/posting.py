"""Signed requests built by hand, straight from the profile, and many of them sent at once."""

import asyncio
import base64
import gzip
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from mohlat_contracts import sources
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_sdk import SigningKey

ANSWER_LIMIT = 30.0
"""Seconds after which a request counts as hung."""


def heartbeat(agency: str, at: datetime, event_id: str, services: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "type": "ir.mohlat.connection.heartbeat.v1",
        "id": event_id,
        "source": sources.agency(agency),
        "time": at.isoformat(),
        "data": {"services": list(services)},
        **more,
    }


def batch(events: Iterable[dict[str, Any]]) -> bytes:
    return json.dumps(list(events), ensure_ascii=False).encode()


def signed(
    key: SigningKey,
    url: str,
    body: bytes | None,
    *,
    content_type: str = BATCH_CONTENT_TYPE,
    zipped: bool = False,
    created: datetime | None = None,
) -> "Wire":
    """A signed post of `body`, or a signed question when there is none."""
    parts = {"@method": "GET" if body is None else "POST", "@target-uri": url}
    if body is not None:
        body = gzip.compress(body) if zipped else body
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        parts |= {"content-type": content_type, "content-digest": f"sha-256=:{digest}:"}
        parts |= {"content-encoding": "gzip"} if zipped else {}
    now = int((created or datetime.now(UTC)).timestamp())
    covered = " ".join(f'"{name}"' for name in parts)
    tag = "mohlat-query-v1" if body is None else "mohlat-evidence-v1"
    parameters = f'({covered});created={now};expires={now + 300};keyid="{key.key_id}";alg="ed25519"'
    parameters += f';nonce="{secrets.token_urlsafe(12)}";tag="{tag}"'
    lines = [f'"{name}": {value}' for name, value in parts.items()]
    base = "\n".join([*lines, f'"@signature-params": {parameters}'])
    signature = base64.b64encode(key.private_key.sign(base.encode())).decode()
    headers = {name: value for name, value in parts.items() if not name.startswith("@")}
    headers |= {"signature-input": f"mohlat={parameters}", "signature": f"mohlat=:{signature}:"}
    return Wire(parts["@method"], url, headers, body or b"")


@dataclass(frozen=True)
class Wire:
    """A request as it goes on the wire."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    def __bytes__(self) -> bytes:
        parts = urlsplit(self.url)
        headers = {"host": parts.netloc, **self.headers, "content-length": str(len(self.body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{self.method} {parts.path} HTTP/1.1\r\n{head}\r\n".encode() + self.body


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Hung(AssertionError):
    """A request was taken and never answered."""


@dataclass
class Conversation:
    """One kept connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, wire: bytes) -> Answer:
        """Send it and wait for its answer.

        Raises:
            Hung: none came.
            ConnectionError, asyncio.IncompleteReadError: the connection was closed instead.
        """
        try:
            async with asyncio.timeout(ANSWER_LIMIT):
                self.writer.write(wire)
                await self.writer.drain()
                return await self.answer()
        except TimeoutError as error:
            raise Hung from error

    async def answer(self) -> Answer:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        status, *lines = head.rstrip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(status.split()[1]), headers, body)


@asynccontextmanager
async def conversation(url: str) -> AsyncIterator[Conversation]:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        yield Conversation(reader, writer)
    finally:
        writer.close()


@dataclass
class Told:
    """What became of many requests: the answer to each by its name, and those whose connection was closed instead."""

    answers: dict[str, Answer] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)

    def with_status(self, status: int) -> dict[str, Answer]:
        return {name: answer for name, answer in self.answers.items() if answer.status == status}


async def post_all(url: str, requests: Iterator[tuple[str, bytes]], connections: int, told: Told) -> None:
    """Send each over one of so many connections; ends when there are no more, or nobody listens any more."""

    async def converse() -> None:
        for name, wire in requests:
            try:
                async with conversation(url) as talking:
                    told.answers[name] = await talking.ask(wire)
                    for further, next_wire in requests:
                        name = further
                        told.answers[name] = await talking.ask(next_wire)
            except ConnectionRefusedError:
                return
            except (OSError, asyncio.IncompleteReadError):
                told.closed.append(name)

    await asyncio.gather(*(converse() for _ in range(connections)))
