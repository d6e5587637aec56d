"""What the server itself bounds: connections, heads that do not end, and whose word about an address is believed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from services.plumbing.connections import MOST_HEAD_BYTES, MOST_MESSAGE_BYTES, bounded
from tests.integration.connector.posting import Answer, Conversation, conversation
from tests.waiting import eventually

REQUEST = b"POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\n\r\n{}"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Says who asked; reads the body only of what is posted to /x; what is asked of /never is not answered."""
    while scope["path"] in ("/x", "/never") and (await receive()).get("more_body"):
        pass
    if scope["path"] == "/never":
        while (await receive())["type"] != "http.disconnect":
            pass
        return
    body = json.dumps({"client": scope["client"][0], "scheme": scope["scheme"]}).encode()
    if scope["path"] == "/large":
        body += b" " * 2**24
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def served(
    most_connections: int = 100, head_limit: float = 10.0, proxies: str = "", unread_limit: float = 60.0
) -> AsyncIterator[str]:
    config = uvicorn.Config(
        app,
        port=0,
        http=bounded(most_connections, head_limit, unread_limit),
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        log_config=None,
        access_log=False,
        lifespan="off",
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve())

    async def started() -> bool:
        return server.started

    await eventually(started)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def closed(talking: Conversation) -> None:
    """Returns once the other end has closed the connection."""
    async with asyncio.timeout(10):
        with suppress(ConnectionError):
            while await talking.reader.read(2**16):
                pass


@pytest.mark.parametrize(
    "start", [b"", b"POST /x HT", REQUEST + b"PO"], ids=["nothing", "a little", "one, then little"]
)
async def test_a_head_that_does_not_come_is_not_waited_for(start: bytes) -> None:
    async with served(head_limit=0.2) as url, conversation(url) as talking:
        talking.writer.write(start)
        await closed(talking)


async def test_a_head_without_an_end_is_not_read_on() -> None:
    async with served() as url, conversation(url) as talking:
        talking.writer.write(b"GET /x HTTP/1.1\r\nx: " + b"x" * (2 * MOST_HEAD_BYTES))
        await closed(talking)


async def test_a_head_without_an_end_is_not_read_on_while_the_last_request_is_being_answered() -> None:
    async with served() as url, conversation(url) as talking:
        talking.writer.write(b"POST /never HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\nGET /x HTTP/1.1\r\n")
        with suppress(ConnectionError):
            for number in range(500):
                talking.writer.write(b"x-%d: " % number + b"x" * 2**14 + b"\r\n")
                await talking.writer.drain()
        await closed(talking)


async def test_requests_sent_ahead_of_their_answers_are_all_answered() -> None:
    body = b" " * 2**17
    ahead = b"POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: %d\r\n\r\n" % len(body) + body
    async with served() as url, conversation(url) as talking:
        talking.writer.write(ahead * 5 + REQUEST * 500)
        assert [(await talking.answer()).status for _ in range(505)] == [200] * 505


async def test_a_message_without_an_end_is_not_read_on() -> None:
    """Trailers belong to no body, so nobody counts them but the server."""
    async with served() as url, conversation(url) as talking:
        talking.writer.write(b"POST /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\n")
        with suppress(ConnectionError):
            for number in range(2 * MOST_MESSAGE_BYTES // 2**16):
                talking.writer.write(b"x-%d: " % number + b"x" * 2**16 + b"\r\n")
                await talking.writer.drain()
        await closed(talking)


async def test_a_refused_body_is_read_to_its_end_and_the_connection_goes_on() -> None:
    body = b" " * 2**20
    refused = b"POST /refused HTTP/1.1\r\nhost: h\r\ncontent-length: %d\r\n\r\n" % len(body) + body
    async with served() as url, conversation(url) as talking:
        for _ in range(3):
            assert (await talking.ask(refused)).status == 200
            assert (await talking.ask(REQUEST)).status == 200


async def test_one_connection_too_many_is_told_to_come_again() -> None:
    async with served(most_connections=2) as url, conversation(url) as first, conversation(url) as second:
        assert [(await each.ask(REQUEST)).status for each in (first, second)] == [200, 200]
        async with conversation(url) as third:
            answer = await third.answer()
            assert (answer.status, answer.headers["retry-after"]) == (503, "1")
        assert (await first.ask(REQUEST)).status == 200


async def test_who_does_not_read_an_answer_does_not_keep_the_connection() -> None:
    async with served(most_connections=1, unread_limit=0.2) as url, conversation(url) as talking:
        talking.writer.write(REQUEST.replace(b"/x", b"/large"))

        async def room_for_another() -> bool:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                async with conversation(url) as other:
                    return (await other.ask(REQUEST)).status == 200
            return False

        await eventually(room_for_another, 10)


FORWARDED = REQUEST.replace(b"\r\n\r\n", b"\r\nx-forwarded-for: %s\r\nx-forwarded-proto: https\r\n\r\n")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client", "scheme"),
    [
        ("", b"203.0.113.7", "127.0.0.1", "http"),
        ("10.0.0.0/8", b"203.0.113.7", "127.0.0.1", "http"),
        ("127.0.0.1", b"203.0.113.7", "203.0.113.7", "https"),
        ("127.0.0.0/8,10.0.0.0/8", b"198.51.100.9, 203.0.113.7, 10.1.2.3", "203.0.113.7", "https"),
    ],
    ids=["nobody is trusted", "another is trusted", "a proxy", "a chain with a lie at its head"],
)
async def test_only_a_trusted_proxy_is_believed(proxies: str, forwarded: bytes, client: str, scheme: str) -> None:
    async with served(proxies=proxies) as url, conversation(url) as talking:
        answer: Answer = await talking.ask(FORWARDED % forwarded)
        assert answer.json() == {"client": client, "scheme": scheme}
