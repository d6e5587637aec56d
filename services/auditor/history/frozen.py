"""Figures that were published, kept under their names for good."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.auditor.figures.freezing import Frozen, freeze
from services.auditor.figures.receipts import Receipt, read_receipt, write_receipt
from services.auditor.history.queries import table

_frozen = table("frozen_figures")
_COLUMNS = select(*_frozen.columns).order_by(_frozen.c.published_at, _frozen.c.name)


class FrozenFigure(Struct, frozen=True, kw_only=True):
    """A frozen figure.

    Attributes:
        by: who published it.
        sha256: hex, over the bytes of its receipt.
    """

    frozen: Frozen
    by: str
    note: str
    sha256: str


class AlreadyFrozen(ValueError):
    """Another figure was published under this name; what is published stays."""

    def __init__(self, name: str) -> None:
        super().__init__(f"another figure was frozen under the name {name!r}")
        self.name = name


class NotFrozen(LookupError):
    """No figure was frozen under this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no figure was frozen under the name {name!r}")
        self.name = name


class FrozenFigures:
    """Keeps them; each call is a transaction of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def freeze(self, name: str, receipt: Receipt, *, by: str, at: datetime, note: str = "") -> FrozenFigure:
        """Freeze the figure of a receipt under a name. The same receipt again changes nothing.

        Raises:
            AlreadyFrozen: another receipt has the name.
            NotToBeFrozen: the receipt was altered, or leaves bodies unjudged.
        """
        frozen = freeze(name, receipt, at)
        written = write_receipt(receipt)
        row = {
            "name": name,
            "receipt": written.decode(),
            "sha256": sha256(written).hexdigest(),
            "published_at": frozen.frozen_at,
            "published_by": by,
            "note": note,
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(_frozen).on_conflict_do_nothing(), row)
        kept = await self.get(name)
        if kept.sha256 != row["sha256"]:
            raise AlreadyFrozen(name)
        return kept

    async def get(self, name: str) -> FrozenFigure:
        """One of them.

        Raises:
            NotFrozen
        """
        async with self._engine.connect() as connection:
            found = (await connection.execute(_COLUMNS.where(_frozen.c.name == name))).one_or_none()
        if found is None:
            raise NotFrozen(name)
        return _read(found)

    async def list(self) -> tuple[FrozenFigure, ...]:
        """All of them, the oldest first."""
        async with self._engine.connect() as connection:
            return tuple(_read(row) for row in await connection.execute(_COLUMNS))


def _read(row: Row[Any]) -> FrozenFigure:
    frozen = Frozen(name=row.name, frozen_at=row.published_at, receipt=read_receipt(row.receipt.encode()))
    return FrozenFigure(frozen=frozen, by=row.published_by, note=row.note, sha256=row.sha256)
