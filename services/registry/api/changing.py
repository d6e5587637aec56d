"""Direct changes: what one registrar may do alone, each in one transaction with its answer."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Response
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.etags import Expected
from services.registry.api.paths import InRegistry
from services.registry.api.writing import Answered, Write
from services.registry.changes.carrying import carry_out
from services.registry.clock import RESOLUTION
from services.registry.entries.operations import Direct
from services.registry.identity.official import Official
from services.registry.reading.view import View
from services.registry.registrar import Change

CurrentTag = Callable[[AsyncSession, View], Awaitable[str | None]]
"""The tag of the item that is written to, as a reader would get it now; None where none is needed.

Raises NotFound where there must be one."""


class ChangedAnswer(BaseModel):
    """`change` is its number in the journal, null when everything was as it is wanted already.

    What becomes known at `known_at` is known after it.
    """

    change: int | None
    known_at: datetime


class DirectChange:
    """Carries out one operation and answers with its change."""

    def __init__(self, registrar: InRegistry, write: Write) -> None:
        self._registrar, self._write = registrar, write

    async def __call__(
        self,
        by: Official,
        operation: Direct,
        reason: str,
        expected: Expected | None = None,
        current: CurrentTag | None = None,
    ) -> Response:
        """Do it, where the caller has seen what it writes to.

        Raises:
            PreconditionRequired, PreconditionFailed: she has not.
            Refused: a rule forbids it; nothing is written.
        """

        async def do(change: Change) -> Answered:
            if expected is not None and current is not None:
                expected.check(await current(change.session, View(change.known_at, change.known_at + RESOLUTION)))
            await carry_out(change, operation)
            number = None if change.is_empty else change.number
            return Answered(200, ChangedAnswer(change=number, known_at=change.known_at))

        return await self._write(by, self._registrar.change(by, operation.action, reason), do)


Changing = Annotated[DirectChange, Depends()]
