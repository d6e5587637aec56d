"""The one way a write is answered: in one transaction with what it writes, and the same again when it is repeated."""

import hashlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated, NamedTuple, Protocol, TypeVar

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api import idempotency
from services.registry.api.idempotency import Answer
from services.registry.identity.official import Official


class Answered(NamedTuple):
    """What a write has come to.

    Attributes:
        kept: what a repeat is answered instead of `body`, when that shows something that is shown only once.
        again: whether a repeat is given this answer at all. Not so after a rehearsal, which is rehearsed anew, and
            whose answer may show what must not be kept.
    """

    status: int
    body: BaseModel
    etag: str | None = None
    location: str | None = None
    kept: BaseModel | None = None
    again: bool = True


class HasSession(Protocol):
    """A change under way."""

    @property
    def session(self) -> AsyncSession: ...


_KEY = Header(
    alias="Idempotency-Key",
    max_length=255,
    pattern=r"^[\x21-\x7e][\x20-\x7e]*$",
    description="Any text of the caller's own; a repeat under it within 24 hours is given the first answer.",
    examples=["5d0b7f0e-6b1c-4a51-9f3d-2f6a5f1f7c55"],
)
Opened = TypeVar("Opened", bound=HasSession | AsyncSession)


class _Repeated(Exception):
    """Carries the first answer out of the transaction, which is undone: there is nothing to write."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


class Writing:
    """Answers one request that writes."""

    def __init__(
        self,
        request: Request,
        idempotency_key: Annotated[str | None, _KEY] = None,
    ) -> None:
        self._request, self._key = request, idempotency_key

    async def __call__(
        self,
        by: Official | None,
        opening: AbstractAsyncContextManager[Opened],
        do: Callable[[Opened], Awaitable[Answered]],
    ) -> Response:
        """Carry out `do` in the transaction that `opening` opens; a repeat under the same key gets the first answer.

        A refused write keeps nothing, so that it may be sent again under the same key.

        Args:
            by: whose key it is; None for a write without a login.
            opening: `registrar.change(…)`, or `registrar.locked()` for what is not in the book.

        Raises:
            IdempotencyKeyReused: the key was sent with another request.
            Refused: whatever `do` raises.
        """
        if self._key is None:
            async with opening as opened:
                return _response(_answer(await do(opened)))
        kept = idempotency.Place(by.subject if by else "", self._key, await self._fingerprint())
        try:
            async with opening as opened:
                return _response(await _once(opened, do, kept))
        except _Repeated as repeat:
            return _response(repeat.answer, repeated=True)

    async def _fingerprint(self) -> bytes:
        """Of all that makes it this request and no other."""
        scope = self._request.scope
        asked = (scope["method"].encode(), scope["path"].encode(), scope["query_string"], await self._request.body())
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in asked)).digest()


Write = Annotated[Writing, Depends()]


async def _once(opened: Opened, do: Callable[[Opened], Awaitable[Answered]], place: idempotency.Place) -> Answer:
    session = opened if isinstance(opened, AsyncSession) else opened.session
    found = await idempotency.find(session, place)
    if found is not None:
        raise _Repeated(found)
    answered = await do(opened)
    answer = _answer(answered)
    if answered.again:
        kept = answer if answered.kept is None else answer._replace(body=_json(answered.kept))
        await idempotency.keep(session, place, kept)
    return answer


def _answer(answered: Answered) -> Answer:
    headers = {"ETag": answered.etag, "Location": answered.location}
    return Answer(answered.status, {name: value for name, value in headers.items() if value}, _json(answered.body))


def _json(body: BaseModel) -> bytes:
    return body.model_dump_json(by_alias=True).encode()


def _response(answer: Answer, *, repeated: bool = False) -> Response:
    headers = answer.headers | ({"Idempotency-Replayed": "true"} if repeated else {})
    return Response(answer.body, answer.status, headers, "application/json")
