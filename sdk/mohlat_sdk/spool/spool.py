"""The spool itself."""

import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mohlat_contracts.codec import EvidenceEvent
from msgspec import UNSET, UnsetType

from mohlat_sdk.batches import EncodedEvent, encode
from mohlat_sdk.errors import Rejected, SpoolFull
from mohlat_sdk.spool import rejected as refusals
from mohlat_sdk.spool.bounds import Bounds
from mohlat_sdk.spool.file import open_database, take
from mohlat_sdk.spool.numbering import Numbering, random_stream
from mohlat_sdk.spool.rejected import RejectedEvent
from mohlat_sdk.spool.state import SpoolState, oldest_time

LAST = 2**63 - 1
"""Behind every position."""
_log = logging.getLogger(__name__)


class Spool:
    """Events of one agency, in a file that one client at a time holds, or in memory. Thread-safe.

    Events are delivered in the order of their positions, so what has been settled is all up to one position. That is
    remembered here first and written when the disk lets it: a full disk then never makes a delivered event be
    posted again and again. A process that ends before it could be written posts them once more, which is harmless.

    Args:
        path: the file; None keeps the events in memory.
        agency: the code of the agency whose events these are.
        stream: the name under which events are numbered: by default the one kept in the file, random at first;
            None leaves them without numbers.

    Raises:
        SpoolInUse, SpoolFull, SpoolUnreadable: the file cannot be had.
    """

    def __init__(
        self,
        path: Path | None,
        agency: str,
        bounds: Bounds | None = None,
        stream: str | UnsetType | None = UNSET,
    ) -> None:
        self.in_memory, self._agency = path is None, agency
        self._bounds = bounds or Bounds()
        self._held = None if path is None else take(path)
        try:
            self._db = open_database(path, agency)
        except BaseException:
            self._release()
            raise
        self._lock = threading.Lock()
        self._settled = 0
        self._aside: list[tuple[int, Rejected]] = []
        self._dropping = False
        # Remembered, so that asking how much there is costs nothing.
        self._depth, self._size = self._count(0)
        (self._dropped,) = self._db.execute("select dropped from about").fetchone()
        self._numbering = self._find_stream(stream)

    @property
    def depth(self) -> int:
        """How many events wait."""
        return self._depth

    @property
    def last_position(self) -> int:
        """Of the newest event that waits or waited."""
        with self._lock:
            found: int = self._db.execute("select coalesce(max(position), 0) from spool").fetchone()[0]
            return found

    def number(self, events: Sequence[EvidenceEvent]) -> list[EncodedEvent]:
        """Events as they go on the wire without waiting here, numbered, the count on disk.

        While the disk does not take the count they go without numbers: that is no reason to be silent.
        """
        with self._lock:
            before = self._numbering.last
            numbered = self._numbering.number(events)
            try:
                self._write_count()
            except sqlite3.Error as error:
                self._numbering.last = before
                _log.warning("the spool's disk takes nothing, so events go without numbers: %s", error)
                return [encode(event) for event in events]
            return numbered

    def give_back(self, count: int) -> None:
        """The last numbers given go to other events: those that had them will never be sent again."""
        with self._lock:
            self._numbering.last = max(0, self._numbering.last - count)

    def keep(self, events: Sequence[EvidenceEvent]) -> list[int]:
        """Number events and keep them; returns their positions once they are on disk, all or none.

        Raises:
            SpoolFull: nothing was kept.
        """
        with self._lock:
            before = self._numbering.last
            try:
                return self._append(self._numbering.number(events))
            except BaseException:
                self._numbering.last = before
                raise

    def append(self, events: Sequence[EncodedEvent]) -> list[int]:
        """The same for events that have been numbered."""
        with self._lock:
            return self._append(events)

    def head(self, count: int, through: int = LAST) -> list[tuple[int, bytes]]:
        """The oldest events with their positions, up to a position; they stay."""
        with self._lock:
            return self._db.execute(
                "select position, event from spool where position > ? and position <= ? order by position limit ?",
                (self._settled, through, count),
            ).fetchall()

    def settle(self, positions: Sequence[int]) -> None:
        """The events at the first positions are in the log."""
        with self._lock:
            self._settle([position for position in positions if position > self._settled])

    def set_aside(self, position: int, answer: Rejected) -> None:
        """Move the first event to the rejected ones."""
        with self._lock:
            if position > self._settled:
                self._aside.append((position, answer))
                self._settle([position])

    def rejected(self) -> list[RejectedEvent]:
        with self._lock:
            return refusals.read_rejected(self._db)

    def forget_rejected(self) -> int:
        """Delete them; returns how many there were."""
        with self._lock, self._transaction():
            return self._db.execute("delete from rejected").rowcount

    def state(self) -> SpoolState:
        with self._lock:
            (rejected,) = self._db.execute("select count(*) from rejected").fetchone()
            oldest = oldest_time(self._db, self._settled)
            numbering = self._numbering
            return SpoolState(
                self._depth,
                self._size,
                oldest,
                self._dropped,
                rejected,
                numbering.stream,
                numbering.last,
                self._agency,
            )

    def close(self) -> int:
        """Returns how many events are lost by it: those that memory alone still held. From here on none is kept."""
        with self._lock:
            self._write_settled()
            self._db.close()
            self._release()
            return self._depth if self.in_memory else 0

    def _append(self, events: Sequence[EncodedEvent]) -> list[int]:
        size = sum(len(event.data) for event in events)
        try:
            with self._transaction():
                dropped = self._make_room(len(events), size)
                positions = [self._insert(event) for event in events]
        except sqlite3.Error as error:
            raise SpoolFull(f"the spool's disk takes no events: {error}", "disk") from error
        self._depth += len(events) - len(dropped)
        self._size += size - sum(length for _, length in dropped)
        self._tell_of(dropped)
        return positions

    def _insert(self, event: EncodedEvent) -> int:
        row = self._db.execute("insert into spool (event, heartbeat) values (?, ?)", (event.data, event.heartbeat))
        if row.lastrowid is None:
            raise sqlite3.DatabaseError("no position was given")
        return row.lastrowid

    def _make_room(self, count: int, size: int) -> list[tuple[int, int]]:
        """Drop heartbeats, the oldest first, where that is needed; returns which, and their bytes."""
        heartbeats = self._db.execute(
            "select position, length(event) from spool where heartbeat and position > ? order by position",
            (self._settled,),
        )
        dropped = self._bounds.to_drop(self._depth + count, self._size + size, heartbeats)
        if dropped is None:
            words = f"the spool holds {self._depth} events of {self._size} bytes, and too few heartbeats to drop"
            raise SpoolFull(words, "limit")
        heartbeats.close()
        if dropped:
            self._db.executemany("delete from spool where position = ?", [(position,) for position, _ in dropped])
            self._db.execute("update about set dropped = ?", (self._dropped + len(dropped),))
        return dropped

    def _tell_of(self, dropped: Sequence[tuple[int, int]]) -> None:
        self._dropped += len(dropped)
        if dropped and not self._dropping:
            _log.warning("the spool is full, so its oldest heartbeats are dropped")
        self._dropping = bool(dropped)

    def _settle(self, positions: Sequence[int]) -> None:
        if not positions:
            return
        found, size = self._count(self._settled, positions[-1])
        self._settled = positions[-1]
        self._depth, self._size = self._depth - found, self._size - size
        # Heartbeats that were dropped while they were under way have arrived after all.
        self._dropped -= len(positions) - found
        self._write_settled()

    def _write_settled(self) -> None:
        try:
            with self._transaction():
                pass
        except sqlite3.Error as error:
            _log.warning("the spool's disk takes nothing; what was delivered is remembered meanwhile: %s", error)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing; whatever the disk did not take before goes first."""
        self._db.execute("begin immediate")
        try:
            if self._aside:
                refusals.set_aside(self._db, self._aside)
            self._db.execute("delete from spool where position <= ?", (self._settled,))
            self._db.execute("update about set dropped = ? where dropped != ?", (self._dropped, self._dropped))
            yield
            self._put_count()
            self._db.execute("commit")
        except BaseException:
            self._db.rollback()
            raise
        self._aside.clear()

    def _write_count(self) -> None:
        """Without waiting for the disk: this outlives a kill, and after a power cut some numbers are given twice."""
        if self.in_memory or self._numbering.stream is None:
            return
        self._db.execute("pragma synchronous=normal")
        try:
            self._put_count()
        finally:
            self._db.execute("pragma synchronous=full")

    def _put_count(self) -> None:
        numbering = self._numbering
        if numbering.stream is not None:
            self._db.execute(
                "insert into streams values (?, ?) on conflict (name) do update set last = excluded.last"
                " where last != excluded.last",
                (numbering.stream, numbering.last),
            )

    def _find_stream(self, stream: str | UnsetType | None) -> Numbering:
        """The named one, or the one used last, or a new one."""
        if stream is None:
            return Numbering(None)
        named = "" if stream is UNSET else stream
        row = self._db.execute(
            "select name, last from streams where name = ? or ? = '' order by rowid desc limit 1", (named, named)
        ).fetchone()
        return Numbering(named or random_stream()) if row is None else Numbering(*row)

    def _count(self, after: int, through: int = LAST) -> tuple[int, int]:
        """Events between two positions, and their bytes."""
        row: tuple[int, int] = self._db.execute(
            "select count(*), coalesce(sum(length(event)), 0) from spool where position > ? and position <= ?",
            (after, through),
        ).fetchone()
        return row

    def _release(self) -> None:
        if self._held is not None:
            self._held.close()
