"""Events that a connector refused: set aside, so that the rest goes on."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from mohlat_sdk.errors import Rejected

KEPT = 10_000
"""How many are kept; beyond that the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class RejectedEvent:
    """An event set aside, with what the connector said of it.

    Attributes:
        event: its JSON.
        status: HTTP status, 4xx.
        title: the problem in a few words.
        detail: the problem in a sentence.
    """

    event: bytes
    status: int
    title: str
    detail: str


def set_aside(db: sqlite3.Connection, refusals: Iterable[tuple[int, Rejected]]) -> None:
    """Copy events of the spool to the rejected ones, within a transaction of the caller."""
    db.executemany(
        "insert or ignore into rejected select position, event, ?, ?, ? from spool where position = ?",
        [(answer.status, answer.title, answer.detail, position) for position, answer in refusals],
    )
    db.execute(
        "delete from rejected where position not in (select position from rejected order by position desc limit ?)",
        (KEPT,),
    )


def read_rejected(db: sqlite3.Connection) -> list[RejectedEvent]:
    rows = db.execute("select event, status, title, detail from rejected order by position")
    return [RejectedEvent(*row) for row in rows]
