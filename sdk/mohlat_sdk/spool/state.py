"""What a spool holds, told to people."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from mohlat_sdk.errors import SpoolUnreadable
from mohlat_sdk.spool.file import version


@dataclass(frozen=True, slots=True)
class SpoolState:
    """What a spool holds.

    Attributes:
        depth: events that wait for a connector.
        size: bytes of their JSON.
        oldest: own time of the one that has waited longest, aware; None when none waits.
        dropped: heartbeats dropped for want of room since the spool began, none of them ever delivered.
        rejected: events set aside.
        stream: name under which its events are numbered; None when they are not.
        ordinal: the last number given; 0 when none was.
        agency: whose events they are; None in a spool of an earlier version, which does not say.
    """

    depth: int
    size: int
    oldest: datetime | None
    dropped: int
    rejected: int
    stream: str | None
    ordinal: int
    agency: str | None = None


class _Timed(msgspec.Struct):
    time: datetime


_timed = msgspec.json.Decoder(_Timed)


def read_spool(path: Path) -> SpoolState:
    """Look at a spool file without taking it: whoever holds it goes on. The stream is the one it has used last.

    Raises:
        FileNotFoundError: there is none.
        SpoolUnreadable: it is no spool, or damaged.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=5.0)
        try:
            db.execute("pragma query_only=on")
            return _read(db)
        finally:
            db.close()
    except sqlite3.Error as error:
        raise SpoolUnreadable(f"{path} cannot be read: {error}") from error


def _read(db: sqlite3.Connection) -> SpoolState:
    depth, size = db.execute("select count(*), coalesce(sum(length(event)), 0) from spool").fetchone()
    (rejected,) = db.execute("select count(*) from rejected").fetchone()
    dropped, stream, ordinal, agency = 0, None, 0, None
    if version(db) > 0:
        agency, dropped = db.execute("select agency, dropped from about").fetchone()
        stream, ordinal = db.execute("select name, last from streams order by rowid desc").fetchone() or (None, 0)
    return SpoolState(depth, size, oldest_time(db), dropped, rejected, stream, ordinal, agency)


def oldest_time(db: sqlite3.Connection, after: int = 0) -> datetime | None:
    """Own time of the first event behind a position."""
    row = db.execute("select event from spool where position > ? order by position limit 1", (after,)).fetchone()
    return None if row is None else _timed.decode(row[0]).time
