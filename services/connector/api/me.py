"""`GET /v1/agencies/me`: how the agency that asks stands, by a signed question."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from starlette.types import Receive, Scope, Send

from services.connector.api.answers import Told, answer, refuse
from services.connector.api.reading import head_of, headers_of
from services.connector.intake.callers import Callers
from services.connector.intake.canonical import QUERY
from services.connector.intake.limits import RateLimit
from services.connector.metrics import QUESTIONS
from services.connector.problems import Refused
from services.connector.standing.said import Standing
from services.plumbing.addresses import origin_of

PATH = "/v1/agencies/me"


class GetStanding:
    """Answers an agency. It does not ask whether the door is open: who stands before it wants to know, too.

    Args:
        clock: the domain clock, by which keys are revoked.
        limit: requests of one address.
    """

    def __init__(
        self,
        standing_of: Callable[[str], Standing],
        callers: Callers,
        clock: Callable[[], datetime],
        limit: RateLimit,
        public_url: str | None,
    ) -> None:
        self._standing_of, self._callers, self._clock, self._limit = standing_of, callers, clock, limit
        self._public_url = public_url
        self._told = Told(QUESTIONS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            standing = await self._ask(scope)
        except Refused as refused:
            self._told.refused(refused)
            await refuse(send, refused)
        else:
            self._told.count(200)
            await answer(send, 200, msgspec.json.encode(standing), more={"cache-control": "no-store"})

    async def _ask(self, scope: Scope) -> Standing:
        client = scope.get("client")
        self._limit.count(origin_of(client[0] if client else ""))
        head = head_of(scope, headers_of(scope), self._public_url)
        caller = await self._callers.announced(head, QUERY)
        key = self._callers.prove(caller, self._clock())
        return self._standing_of(key.agency)
