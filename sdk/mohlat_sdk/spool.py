"""Events on disk until a connector takes them, in order, across restarts and power cuts.

Plain sqlite3: a queue library would bring a dependency and one transaction an event, while here many events are
read without being removed, and removed or set aside in the transaction that follows the connector's answer.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mohlat_sdk.errors import Rejected

_SCHEMA = """
create table if not exists spool (position integer primary key autoincrement, event blob not null);
create table if not exists rejected (
    position integer primary key, event blob not null,
    status integer not null, title text not null, detail text not null
);
"""


@dataclass(frozen=True, slots=True)
class RejectedEvent:
    """An event set aside, with what the connector said of it; `event` is its JSON."""

    event: bytes
    status: int
    title: str
    detail: str


class Spool:
    """A file of events for one agency and one process. Not thread-safe by itself."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=full")
        self._db.executescript(_SCHEMA)
        # Remembered, so that a connected agency never touches the disk.
        self._depth: int = self._db.execute("select count(*) from spool").fetchone()[0]

    @property
    def depth(self) -> int:
        return self._depth

    def append(self, events: Sequence[bytes]) -> list[int]:
        """Keep events; returns their positions once they are on disk, all or none."""
        self._db.execute("begin immediate")
        try:
            positions = [self._insert(event) for event in events]
            self._db.execute("commit")
        except BaseException:
            self._db.rollback()
            raise
        self._depth += len(positions)
        return positions

    def head(self, count: int) -> list[tuple[int, bytes]]:
        """The oldest events with their positions; they stay."""
        return self._db.execute("select position, event from spool order by position limit ?", (count,)).fetchall()

    def remove(self, positions: Iterable[int]) -> None:
        rows = [(position,) for position in positions]
        self._db.execute("begin immediate")
        self._db.executemany("delete from spool where position = ?", rows)
        self._db.execute("commit")
        self._depth -= len(rows)

    def set_aside(self, position: int, answer: Rejected) -> None:
        """Move one event to the rejected ones."""
        self._db.execute("begin immediate")
        self._db.execute(
            "insert into rejected select position, event, ?, ?, ? from spool where position = ?",
            (answer.status, answer.title, answer.detail, position),
        )
        self._db.execute("delete from spool where position = ?", (position,))
        self._db.execute("commit")
        self._depth -= 1

    def rejected(self) -> list[RejectedEvent]:
        rows = self._db.execute("select event, status, title, detail from rejected order by position")
        return [RejectedEvent(*row) for row in rows]

    def close(self) -> None:
        self._db.close()

    def _insert(self, event: bytes) -> int:
        position = self._db.execute("insert into spool (event) values (?)", (event,)).lastrowid
        if position is None:
            raise sqlite3.DatabaseError("no position was given")
        return position
