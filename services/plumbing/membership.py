"""A member of a consumer group that does not wait for ever: a client that hangs gives way to a new one."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

COMMIT_LIMIT = 15.0
"""Seconds a commit may take. After the loss of a broker the client was seen to look for its coordinator for ever."""
STOP_LIMIT = 5.0
PAUSE = 1.0

_log = structlog.get_logger(__name__)


class Stuck(RuntimeError):
    """The client does not come back from a call; `renew` helps."""


class Membership:
    """Holds the client of one group.

    Args:
        new_client: makes a client that is not started yet.
        commit_limit: seconds after which a commit counts as hung, and a start as failed.

    Attributes:
        client: the present client; it changes with `renew`.
    """

    def __init__(self, new_client: Callable[[], AIOKafkaConsumer], commit_limit: float = COMMIT_LIMIT) -> None:
        self._new_client, self._commit_limit = new_client, commit_limit
        self.client = new_client()

    async def __aenter__(self) -> Self:
        await self.client.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Commit, or say that it cannot be done.

        Raises:
            KafkaError: the broker refused.
            Stuck: it did not answer, nor did the client give up.
        """
        try:
            async with asyncio.timeout(self._commit_limit):
                await self.client.commit(dict(offsets))
        except TimeoutError as error:
            raise Stuck(f"no answer to a commit within {self._commit_limit:g} s") from error

    async def renew(self) -> None:
        """Leave the client behind and start a new one, trying until the broker lets it in."""
        while True:
            await self._stop()
            self.client = self._new_client()
            try:
                async with asyncio.timeout(self._commit_limit):
                    await self.client.start()
                return
            except (KafkaError, TimeoutError, OSError) as error:
                _log.warning("no new client yet", reason=repr(error))
                await asyncio.sleep(PAUSE)

    async def _stop(self) -> None:
        """Stop the client as far as it can still be stopped; the group forgets it by itself otherwise."""
        with contextlib.suppress(TimeoutError, KafkaError):
            async with asyncio.timeout(STOP_LIMIT):
                await self.client.stop()
