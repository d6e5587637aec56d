"""What every answer wears: headers that let nothing foreign in, and a measure of how long it took."""

from time import perf_counter

from prometheus_client import Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.auditor.scoreboard.refusals import RequestTooLarge

MOST_BYTES = 32 * 1024 * 1024
"""Of a body. A receipt of 100,000 bodies has some megabytes."""
SECONDS = Histogram("mohlat_scoreboard_request_seconds", "Time to answer", ["route", "status"])

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Edge:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(MutableHeaders(scope=message), scope["path"])
            await send(message)

        try:
            await self._app(scope, receive, dressed)
        finally:
            # The route's pattern, never the path: codes of agencies must not become labels.
            route = getattr(scope.get("route"), "path", "none")
            SECONDS.labels(route=route, status=str(status)).observe(perf_counter() - began)


class BodyLimit:
    """ASGI middleware inside the application's own errors: reads no body longer than `MOST_BYTES`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared, received = Headers(scope=scope).get("content-length", ""), 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MOST_BYTES or (declared.isdecimal() and int(declared) > MOST_BYTES):
                raise RequestTooLarge(MOST_BYTES)
            return message

        await self._app(scope, limited, send)


def _dress(headers: MutableHeaders, path: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    headers["Cache-Control"] = "public, max-age=3600" if path.startswith("/static/") else "no-cache"
