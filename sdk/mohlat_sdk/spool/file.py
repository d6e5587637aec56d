"""The spool's file: opened by one client at a time, and brought to the present schema."""

import sqlite3
from pathlib import Path

import msgspec
from mohlat_contracts.evidence import ConnectionHeartbeat

from mohlat_sdk.errors import SpoolFull, SpoolInUse, SpoolUnreadable

VERSION = 1
"""Kept as the database's user_version; 0 is the version before there was one."""
LOCK_SUFFIX = ".lock"

_EARLIER = (
    "create table if not exists spool (position integer primary key autoincrement, event blob not null)",
    """create table if not exists rejected (
        position integer primary key, event blob not null,
        status integer not null, title text not null, detail text not null
    )""",
)
_SINCE_1 = (
    "alter table spool add column heartbeat integer not null default 0",
    "create index heartbeats on spool (position) where heartbeat",
    "create table streams (name text primary key, last integer not null)",
    "create table about (one integer primary key check (one = 1), agency text not null, dropped integer not null)",
)


class _Typed(msgspec.Struct):
    type: str


_HEARTBEAT: str = ConnectionHeartbeat.__struct_config__.tag  # type: ignore[assignment]
_typed = msgspec.json.Decoder(_Typed)


def take(path: Path) -> sqlite3.Connection:
    """Hold the spool file for this client, until the connection returned is closed or the process ends.

    The lock is a database of its own beside the file: then others may still look at the spool, and every system on
    which sqlite runs releases it when the process is killed.

    Raises:
        SpoolInUse: someone else holds it.
        SpoolFull, SpoolUnreadable: there can be no file here.
    """
    try:
        lock = sqlite3.connect(f"{path}{LOCK_SUFFIX}", isolation_level=None, check_same_thread=False, timeout=0.0)
        lock.execute("begin exclusive")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_BUSY":
            raise SpoolInUse(f"{path} is in use by another process, or by another client of this one") from error
        raise _told(path, error) from error
    return lock


def open_database(path: Path | None, agency: str) -> sqlite3.Connection:
    """The spool's database in the present schema; in memory without a path.

    Raises:
        SpoolFull: the disk has no room for it.
        SpoolUnreadable: the file is no spool, or not this agency's, or of a later version.
    """
    try:
        db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False, timeout=5.0)
        if path is not None:
            db.execute("pragma journal_mode=wal")
            db.execute("pragma synchronous=full")
        _upgrade(db, agency)
        _check(db, path, agency)
    except sqlite3.Error as error:
        raise _told(path, error) from error
    return db


def _told(path: Path | None, error: sqlite3.Error) -> SpoolFull | SpoolUnreadable:
    if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return SpoolFull(f"the spool {path} cannot be opened: {error}", "disk")
    return SpoolUnreadable(f"{path} is no spool, or damaged, or may not be written: {error}")


def version(db: sqlite3.Connection) -> int:
    found: int = db.execute("pragma user_version").fetchone()[0]
    return found


def is_heartbeat(event: bytes) -> bool:
    try:
        return _typed.decode(event).type == _HEARTBEAT
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False


def _upgrade(db: sqlite3.Connection, agency: str) -> None:
    """All at once or not at all, so that a kill in the middle leaves an earlier spool as it was."""
    if version(db) != 0:
        return
    db.execute("begin immediate")
    try:
        for statement in (*_EARLIER, *_SINCE_1):
            db.execute(statement)
        db.create_function("is_heartbeat", 1, is_heartbeat, deterministic=True)
        db.execute("update spool set heartbeat = 1 where is_heartbeat(event)")
        db.execute("insert into about values (1, ?, 0)", (agency,))
        db.execute(f"pragma user_version = {VERSION}")
        db.execute("commit")
    except BaseException:
        db.rollback()
        raise


def _check(db: sqlite3.Connection, path: Path | None, agency: str) -> None:
    if (found := version(db)) > VERSION:
        raise SpoolUnreadable(f"{path} was written by a later version of the SDK ({found})")
    (owner,) = db.execute("select agency from about").fetchone()
    if owner != agency:
        raise SpoolUnreadable(f"{path} holds the events of {owner}, not of {agency}")
