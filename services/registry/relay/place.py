"""How far the outbox has been carried: one row that every relay shares.

The place is an id of the outbox, and all that follows it is `id > place`. That skips nothing: ids are given out and
committed under the registry's lock, so no row ever appears behind one that could be read before it. A change that was
rolled back leaves a gap, and a gap is nobody's.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_MARK = text(
    "update registry.relay set published_through = :through where round = :round and published_through < :through"
)
_BEGIN = text("update registry.relay set epoch = epoch + 1 returning epoch")
_LAST = text("select coalesce(max(id), 0) from registry.outbox")


async def next_epoch(connection: AsyncConnection) -> int:
    """A number greater than that of any relay that began before; it does not wait for a change under way."""
    return int(await connection.scalar(_BEGIN) or 0)


async def mark(connection: AsyncConnection, round_: int, through: int) -> bool:
    """Remember that the broker has acknowledged all up to this id; tells whether that counted.

    It does not when everything has been started anew since it was read, or when another relay was further already.
    """
    return bool((await connection.execute(_MARK, {"round": round_, "through": through})).rowcount)


async def last(connection: AsyncConnection) -> int:
    """The id of the newest row."""
    return int(await connection.scalar(_LAST) or 0)
