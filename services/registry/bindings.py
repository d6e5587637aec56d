"""When duties bind agencies, in the database: as JSON spans, byte for byte as the facts have them."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

import msgspec
from mohlat_contracts.envelope import Span
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.pace import in_steps

_decoder = msgspec.json.Decoder(tuple[Span, ...])
CHUNK = 10_000
"""Bindings read or written at once."""

_OF_DUTIES = text(
    "select distinct on (agency, duty) agency, duty, bound from registry.bindings"
    " where duty = any(:duties) and agency > :after and known_at < coalesce(:known_at, 'infinity'::timestamptz)"
    " order by agency, duty, revision desc limit :at_most"
)
_OF_AGENCIES = text(
    "select distinct on (agency, duty) agency, duty, bound from registry.bindings"
    " where agency = any(:agencies) and known_at < coalesce(:known_at, 'infinity'::timestamptz)"
    " order by agency, duty, revision desc"
)
_COLUMNS = ("agency", "duty", "revision", "known_at", "bound")


class Binding(NamedTuple):
    agency: str
    duty: str
    bound: str
    """JSON."""

    @property
    def spans(self) -> tuple[Span, ...]:
        return read_spans(self.bound)


def written_spans(spans: tuple[Span, ...]) -> str:
    return msgspec.json.encode(spans).decode()


def read_spans(written: str) -> tuple[Span, ...]:
    return _decoder.decode(written)


async def of_agencies(
    session: AsyncSession, agencies: Sequence[str], known_at: datetime | None = None
) -> dict[str, dict[str, Binding]]:
    """By agency and duty, as known before an instant (None: whatever is known)."""
    found: dict[str, dict[str, Binding]] = {agency: {} for agency in agencies}
    rows = await (await session.connection()).execute(_OF_AGENCIES, {"agencies": agencies, "known_at": known_at})
    async for row in in_steps(rows):
        binding = Binding(*row)
        found[binding.agency][binding.duty] = binding
    return found


async def of_duties(
    session: AsyncSession,
    duties: Sequence[str],
    known_at: datetime | None = None,
    after: str = "",
    at_most: int | None = None,
) -> AsyncIterator[list[tuple[str, dict[str, Binding]]]]:
    """Chunks of agencies with their bindings by these duties, ordered by agency, as known before an instant.

    Args:
        at_most: bindings that are probably enough; the chunks begin with so many, and grow.
    """
    connection = await session.connection()
    chunk = max(min(CHUNK, at_most or CHUNK), len(duties)) + 1
    while True:
        parameters = {"duties": duties, "after": after, "known_at": known_at, "at_most": chunk}
        rows = [Binding(*row) for row in await connection.execute(_OF_DUTIES, parameters)]
        owned = [
            (agency, {each.duty: each for each in theirs}) for agency, theirs in groupby(rows, lambda row: row.agency)
        ]
        if len(rows) == chunk and len(owned) > 1:
            owned.pop()  # perhaps cut off in the middle; the next chunk begins with it
        if not owned:
            return
        yield owned
        after = owned[-1][0]
        if len(rows) < chunk:
            return
        chunk = max(chunk, min(CHUNK, 4 * chunk))


async def add(session: AsyncSession, bindings: Sequence[Binding], revision: int, known_at: datetime) -> None:
    """Write new revisions of bindings."""
    if not bindings:
        return
    raw = await (await session.connection()).get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None  # noqa: S101 - a connection in use has one
    await driver.copy_records_to_table(
        "bindings",
        schema_name="registry",
        columns=_COLUMNS,
        records=[(each.agency, each.duty, revision, known_at, each.bound) for each in bindings],
    )
