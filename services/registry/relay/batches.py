"""What follows in the outbox, as much at a time as memory may hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.relay.filling import Filler
from services.registry.relay.volleys import Waiting

ROWS = 2_000
BYTES = 4 * 1024 * 1024
"""Of records read at once, at most; a single one may be larger than the rest of the limit, but not than a record."""

# The place and the rows are read in one statement, so they belong together whatever is marked meanwhile. Only the
# rows that are chosen are brought out of the server, and their lengths are known without reading them.
_FOLLOWING = text(
    """
    with following as (
        select id, topic, key, value, form, fillings, known_at from registry.outbox
        where id > (select published_through from registry.relay) order by id limit :rows
    ), measured as (
        select following.*, sum(
            coalesce(octet_length(value), octet_length(body) + octet_length(array_to_string(fillings, '')), 0)
        ) over (order by following.id) as bytes
        from following left join registry.forms on forms.id = form
    )
    select id, topic, key, value, form, fillings, known_at, (select round from registry.relay) from measured
    where bytes <= :bytes or id = (select min(id) from following) order by id
    """
)


class _Row(NamedTuple):
    id: int
    topic: str
    key: str | None
    value: bytes | None
    form: int | None
    fillings: Sequence[str] | None
    known_at: datetime
    round: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows and the round in which they were read."""

    round: int
    rows: list[Waiting]


async def following(connection: AsyncConnection, filler: Filler) -> Batch | None:
    """The rows after the place, in their order; None when there are none."""
    found = [_Row(*row) for row in await connection.execute(_FOLLOWING, {"rows": ROWS, "bytes": BYTES})]
    if not found:
        return None
    await filler.read(connection, (row.form for row in found if row.form is not None))
    return Batch(
        found[0].round, [Waiting(row.id, row.topic, row.key, _value(row, filler), row.known_at) for row in found]
    )


def _value(row: _Row, filler: Filler) -> bytes | None:
    if row.form is None:
        return row.value
    assert row.key is not None  # noqa: S101 - the table allows no other
    assert row.fillings is not None  # noqa: S101 - likewise
    return filler.fill(row.form, row.key, row.fillings)
