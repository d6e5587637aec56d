"""A full disk: nothing half, a clear error, nothing sent twice without need, and on it goes once there is room."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from mohlat_sdk import Delivery, SpoolFull
from mohlat_sdk.spool import Spool
from msgspec import UNSET

from tests.unit.sdk.conftest import AnyAgency, OpenAgency
from tests.unit.sdk.connectors import FakeConnector, accepted, refusing, unreachable
from tests.unit.sdk.spool.events import name_of, statement


@contextmanager
def full(spool: Spool) -> Iterator[None]:
    """The database may not grow, and its free pages are used up."""
    db = spool._db
    db.execute("create table filler (stuff blob)")
    db.execute("pragma max_page_count=1")
    try:
        for size in (5000, 1000, 100):
            try:
                for _ in range(100):
                    db.execute("insert into filler values (zeroblob(?))", (size,))
            except Exception as error:
                assert "full" in str(error)
        yield
    finally:
        db.execute("pragma max_page_count=1000000")
        db.execute("drop table filler")


def spool_of(agency: AnyAgency) -> Spool:
    inner = getattr(agency, "_agency", agency)
    assert isinstance(inner._spool, Spool)
    return inner._spool


def names(spool: Spool) -> list[str]:
    return [name_of(event) for _, event in spool.head(1000)]


def long(name: str) -> str:
    return name + "-" + "x" * 100


def test_a_full_disk_keeps_all_or_nothing_and_goes_on_once_there_is_room(spool: Path) -> None:
    kept = Spool(spool, "sanjesh")
    kept.keep([statement("c1")])
    before = kept.state()
    with full(kept):
        with pytest.raises(SpoolFull, match="disk") as told:
            kept.keep([statement(long(f"d{number}")) for number in range(200)])
        assert told.value.cause == "disk"
        assert names(kept) == ["c1"]
        assert kept.state() == before
    kept.keep([statement("c2")])
    assert names(kept) == ["c1", "c2"]
    assert kept.state().ordinal == before.ordinal + 1


def test_without_disk_and_connector_the_caller_is_told(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool)
    events = [statement(long(f"d{number}")) for number in range(200)]
    with full(spool_of(sender)), pytest.raises(SpoolFull, match=r"no connector .* disk"):
        sender.send(events)
    connector.answers = [accepted]
    assert sender.send(events) is Delivery.ACCEPTED
    assert [event.ordinal for event in connector.events] == list(range(1, 201))


class NoDisk:
    """A connection that reads and does not write."""

    def __init__(self, spool: Spool) -> None:
        self._spool, self._db = spool, spool._db
        self.execute = self._execute

    def _execute(self, statement: str, *args: object) -> object:
        if statement.startswith(("begin", "insert", "delete", "update")):
            raise sqlite3.OperationalError("database or disk is full")
        return self._db.execute(statement, *args)

    def __getattr__(self, name: str) -> object:
        return getattr(self._db, name)

    def __enter__(self) -> None:
        self._spool._db = self  # type: ignore[assignment]

    def __exit__(self, *_: object) -> None:
        self._spool._db = self._db


def test_with_a_full_disk_a_connected_agency_goes_on_without_numbers(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector()
    sender = agency(connector, spool=spool)
    with NoDisk(spool_of(sender)):
        assert sender.connected() is Delivery.ACCEPTED
    assert sender.connected() is Delivery.ACCEPTED
    assert [event.ordinal for event in connector.events] == [UNSET, 1]


def test_what_was_delivered_is_not_posted_again_though_the_disk_cannot_note_it(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool)
    for _ in range(5):
        sender.heartbeat()
    connector.answers = [refusing("e3")]
    with NoDisk(spool_of(sender)):
        assert sender.flush() is Delivery.ACCEPTED
        assert sender.flush() is Delivery.ACCEPTED
        assert connector.event_ids == ["e1", "e2", "e4", "e5"]
    connector.answers = [accepted]
    sender.connected()
    assert connector.event_ids == ["e1", "e2", "e4", "e5", "e6"]
    sender.close()
    kept = Spool(spool, "sanjesh")
    assert names(kept) == []
    assert [name_of(one.event) for one in kept.rejected()] == ["e3"]
