"""How large a request may be, said as a problem like every other refusal."""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.registry.problems import RequestTooLarge


class BodyTooLarge(HTTPException):
    """Of HTTP's own kind: whatever reads a body lets these pass and takes everything else for a broken body."""

    def __init__(self, limit: int) -> None:
        super().__init__(RequestTooLarge.status)
        self.refusal = RequestTooLarge(limit=limit)


class BodyLimit:
    """Stops reading a body once it has shown to be larger than `limit` bytes."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = _declared(scope)
        received = 0

        async def limited() -> Message:
            nonlocal received
            if declared > self._limit:
                raise BodyTooLarge(self._limit)
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise BodyTooLarge(self._limit)
            return message

        await self._app(scope, limited, send)


def _declared(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
