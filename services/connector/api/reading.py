"""Requests as they arrive: the head that may be signed, and the body, as slowly and as much as is allowed."""

import asyncio
from collections.abc import Mapping

from mohlat_contracts.content import GZIP, media_type
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE, EVENT_CONTENT_TYPE
from mohlat_contracts.headers import SIGNED
from mohlat_contracts.topics import MAX_BODY_BYTES
from starlette.types import Receive, Scope

from services.connector.intake.canonical import Head
from services.connector.intake.under_way import Claimed
from services.connector.problems import Said, too_large, too_slow, wrong_media

_STORED = {name.encode(): name for name in SIGNED if name not in ("method", "target-uri")}
_OTHERS = {name.encode(): name for name in ("host", "content-length", "traceparent")}
_READ = _STORED | _OTHERS
MEDIA = (BATCH_CONTENT_TYPE, EVENT_CONTENT_TYPE)


class Gone(Exception):
    """Who asked has closed the connection."""


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers that matter here, by name; what occurs twice is joined, as the standard has it."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        known = _READ.get(name)
        if known is not None:
            text = value.decode("latin-1").strip(" \t")
            headers[known] = f"{headers[known]}, {text}" if known in headers else text
    return headers


def head_of(scope: Scope, headers: Mapping[str, str], public_url: str | None) -> Head:
    """What of a request its signature may cover.

    Args:
        public_url: where callers believe to be; else the Host header decides.
    """
    origin = f"{scope['scheme']}://{headers.get('host', '')}" if public_url is None else public_url
    query = scope["query_string"].decode("latin-1")
    url = origin + scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    stored = {name: value for name, value in headers.items() if name not in _OTHERS.values()}
    return Head(scope["method"], url, stored)


def check_media(headers: Mapping[str, str]) -> tuple[str, str]:
    """The bare media type and the encoding.

    Raises:
        Refused: 415.
    """
    media = media_type(headers.get("content-type", ""))
    if media not in MEDIA:
        types = " or ".join(MEDIA)
        raise wrong_media(Said(f"The body is to be {types}, in UTF-8.", f"نوع محتوا باید {' یا '.join(MEDIA)} باشد."))
    encoding = headers.get("content-encoding", "identity")
    if encoding not in ("identity", GZIP):
        raise wrong_media(
            Said("The content-encoding is to be gzip or none.", "فشرده‌سازی محتوا فقط با gzip پذیرفته است.")
        )
    return media, encoding


def length_of(headers: Mapping[str, str]) -> int | None:
    """The announced length.

    Raises:
        Refused: 413.
    """
    declared = headers.get("content-length")
    if declared is None:
        return None
    if not declared.isdecimal() or len(declared) > 18 or int(declared) > MAX_BODY_BYTES:
        raise too_large(MAX_BODY_BYTES)
    return int(declared)


async def read_body(receive: Receive, claimed: Claimed, announced: int | None, limit: float) -> bytes:
    """The whole body.

    Args:
        announced: bytes that are claimed already.
        limit: seconds it may take.

    Raises:
        Refused: 413, 408 when it is too slow, 503 when there is no room for it.
        Gone: the caller has hung up.
    """
    try:
        async with asyncio.timeout(limit):
            return await _read(receive, claimed, announced or 0)
    except TimeoutError as error:
        raise too_slow(limit) from error


async def _read(receive: Receive, claimed: Claimed, room: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise too_large(MAX_BODY_BYTES)
        if size > room:
            claimed.grow(size - room)
            room = size
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts) if len(parts) > 1 else part
