"""The spool's file: one client at a time, one agency, and an earlier version's is taken over."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from mohlat_sdk import Bounds, SpoolInUse, SpoolState, SpoolUnreadable, read_spool
from mohlat_sdk.batches import encode
from mohlat_sdk.errors import Rejected
from mohlat_sdk.spool import Spool

from tests.unit.sdk.spool.events import AT, heartbeat, name_of, statement

EARLIER = """
create table spool (position integer primary key autoincrement, event blob not null);
create table rejected (
    position integer primary key, event blob not null,
    status integer not null, title text not null, detail text not null
);
"""


@pytest.fixture
def earlier(spool: Path) -> Path:
    """A spool of the version before streams, bounds and owners."""
    db = sqlite3.connect(spool)
    db.execute("pragma journal_mode=wal")
    db.executescript(EARLIER)
    events = [heartbeat("h1", 3), statement("c1"), heartbeat("h2"), statement("c2")]
    db.executemany("insert into spool (event) values (?)", [(encode(event).data,) for event in events])
    db.execute("insert into rejected values (99, ?, 422, 'Refused', 'so it was')", (encode(statement("c0")).data,))
    db.commit()
    db.close()
    return spool


def names(spool: Spool) -> list[str]:
    return [name_of(event) for _, event in spool.head(1000)]


def test_an_earlier_spool_is_taken_over_with_all_it_holds(earlier: Path) -> None:
    spool = Spool(earlier, "sanjesh")
    assert names(spool) == ["h1", "c1", "h2", "c2"]
    assert [name_of(one.event) for one in spool.rejected()] == ["c0"]
    spool.keep([statement("c3")])
    spool.close()
    spool = Spool(earlier, "sanjesh")
    assert names(spool) == ["h1", "c1", "h2", "c2", "c3"]


def test_heartbeats_of_an_earlier_spool_are_known_as_such(earlier: Path) -> None:
    spool = Spool(earlier, "sanjesh", Bounds(events=4))
    spool.keep([statement("c3"), statement("c4")])
    assert names(spool) == ["c1", "c2", "c3", "c4"]
    assert spool.state().dropped == 2


def test_an_earlier_spool_can_be_looked_at_without_taking_it_over(earlier: Path) -> None:
    state = read_spool(earlier)
    assert (state.depth, state.oldest, state.rejected, state.stream) == (4, AT, 1, None)


def test_a_spool_in_use_is_told(spool: Path) -> None:
    first = Spool(spool, "sanjesh")
    with pytest.raises(SpoolInUse, match="in use"):
        Spool(spool, "sanjesh")
    first.keep([statement("c1")])
    first.close()
    assert names(Spool(spool, "sanjesh")) == ["c1"]


def test_anybody_may_look_at_a_spool_in_use(spool: Path) -> None:
    held = Spool(spool, "sanjesh")
    held.keep([heartbeat("h1"), statement("c1", AT + timedelta(hours=1))])
    assert read_spool(spool) == held.state()
    held.settle([1])
    held.set_aside(2, Rejected(422, "Refused", ""))
    held.keep([statement("c2")])
    state = read_spool(spool)
    assert (state.depth, state.rejected, state.ordinal) == (1, 1, 3)
    held.close()
    assert read_spool(spool) == state


def test_a_spool_that_is_not_there_is_not_made_by_looking(spool: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_spool(spool)
    assert not spool.exists()


def test_another_agencys_spool_is_left_alone(spool: Path) -> None:
    Spool(spool, "hadafmandi").close()
    with pytest.raises(SpoolUnreadable, match="hadafmandi"):
        Spool(spool, "sanjesh")


def test_a_later_versions_spool_is_left_alone(spool: Path) -> None:
    Spool(spool, "sanjesh").close()
    db = sqlite3.connect(spool)
    db.execute("pragma user_version=2")
    db.close()
    with pytest.raises(SpoolUnreadable, match="later"):
        Spool(spool, "sanjesh")


def test_a_file_that_is_no_spool_is_told(spool: Path) -> None:
    spool.write_bytes(b"to whom it may concern: " * 200)
    for look in (lambda: Spool(spool, "sanjesh"), lambda: read_spool(spool)):
        with pytest.raises(SpoolUnreadable):
            look()
    assert spool.read_bytes().startswith(b"to whom")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpoolUnreadable):
        Spool(tmp_path / "nowhere" / "spool.db", "sanjesh")


def test_a_damaged_spool_is_told(spool: Path) -> None:
    Spool(spool, "sanjesh").close()
    content = bytearray(spool.read_bytes())
    content[100:4096] = b"\xff" * 3996
    spool.write_bytes(content)
    with pytest.raises(SpoolUnreadable, match="damaged"):
        Spool(spool, "sanjesh")


def test_an_empty_spool_says_so(spool: Path) -> None:
    Spool(spool, "sanjesh", stream="north").close()
    assert read_spool(spool) == SpoolState(0, 0, None, 0, 0, "north", 0, "sanjesh")


def test_rejected_events_are_bounded_too(spool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mohlat_sdk.spool.rejected.KEPT", 2)
    kept = Spool(spool, "sanjesh")
    for position in kept.keep([statement(f"c{number}") for number in range(4)]):
        kept.set_aside(position, Rejected(422, "Refused", ""))
    assert [name_of(one.event) for one in kept.rejected()] == ["c2", "c3"]
