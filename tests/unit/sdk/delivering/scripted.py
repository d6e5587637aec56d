"""Surroundings in which every answer is written down beforehand and time passes only in pauses."""

import gzip
from collections.abc import Callable, Iterator
from typing import Any

from mohlat_contracts.codec import decode_batch
from mohlat_sdk.batches import Content
from mohlat_sdk.errors import Rejected, Unreachable
from mohlat_sdk.receipts import Receipt


class Scripted:
    """Takes a batch, or raises what the next line of the script says.

    Args:
        script: `away`, `signer`, or None to take it; when it ends everything is taken.
        bad: names of events that are refused wherever they are.
    """

    def __init__(self, script: Iterator[str | None] = iter(()), bad: frozenset[str] = frozenset()) -> None:  # noqa: B008
        self._script, self._bad = script, bad
        self.time = 0.0
        self.pauses: list[float] = []
        self.posts = 0
        self.taken: list[str] = []

    async def post(self, content: Content, attempts: int | None, within: float | None) -> Receipt:
        self.posts += 1
        body = gzip.decompress(content.body) if content.encoding else content.body
        names = [event.id for event in decode_batch(body)]
        match next(self._script, None):
            case "away":
                raise Unreachable("nobody there")
            case "signer":
                raise Rejected(401, "Refused", "")
        if self._bad & set(names):
            raise Rejected(422, "Refused", "")
        self.taken += names
        return Receipt(accepted=len(names))

    async def on_disk(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return call(*args, **kwargs)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds

    def now(self) -> float:
        return self.time
