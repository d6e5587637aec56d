"""`POST /v1/events`, as a plain ASGI endpoint: it is what the connector is for."""

import asyncio
from functools import partial

from starlette.types import Receive, Scope, Send

from services.connector.api.answers import Told, answer, refuse
from services.connector.api.reading import Gone, check_media, head_of, headers_of, length_of, read_body
from services.connector.evidence import rfc3339
from services.connector.intake.accepting import Accepted, Intake, Post
from services.connector.intake.limits import RateLimit
from services.connector.intake.traceparent import valid_traceparent
from services.connector.metrics import REQUESTS
from services.connector.problems import Refused, not_now
from services.plumbing.addresses import origin_of

PATH = "/v1/events"


class PostEvents:
    """Answers posts of evidence.

    Args:
        limit: requests of one address.
        public_url: where agencies believe to post, when a proxy stands before; else the Host header decides.
        body_limit: seconds that a body may take to arrive.
    """

    def __init__(self, intake: Intake, limit: RateLimit, public_url: str | None, body_limit: float) -> None:
        self._intake, self._limit = intake, limit
        self._public_url = public_url
        self._body_limit = body_limit
        self._told = Told(REQUESTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            accepted = await self._accept(scope, receive)
        except Refused as refused:
            self._told.refused(refused)
            await refuse(send, refused)
        except Gone:
            pass
        except asyncio.CancelledError:
            # The process ends and has waited long enough; whoever is still connected is told so.
            await refuse(send, not_now("The connector is stopping.", "stopping"))
        else:
            self._told.count(202)
            await answer(send, 202, _receipt(accepted))

    async def _accept(self, scope: Scope, receive: Receive) -> Accepted:
        client = scope.get("client")
        self._limit.count(origin_of(client[0] if client else ""))
        headers = headers_of(scope)
        media, encoding = check_media(headers)
        length = length_of(headers)
        post = Post(
            head_of(scope, headers, self._public_url),
            media,
            encoding,
            length,
            valid_traceparent(headers.get("traceparent")),
            partial(read_body, receive, announced=length, limit=self._body_limit),
        )
        return await self._intake.accept(post)


def _receipt(accepted: Accepted) -> bytes:
    place = accepted.place
    return (
        f'{{"accepted":{accepted.count},"known_at":"{rfc3339(accepted.known_at)}","topic":"{place.topic}",'
        f'"partition":{place.partition},"offset":{place.offset},"digest":"{accepted.digest}"}}'
    ).encode()
