"""Records to rows."""

from datetime import UTC, datetime, timedelta

import pytest
from mohlat_contracts import sources
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.codec import DecodedEvent, Event
from mohlat_contracts.verdicts import VerdictReached
from msgspec import structs

from services.auditor.recorder.rows import Misplaced, check_place, rows_of
from services.plumbing.records import Record
from tests.golden import a_referral
from tests.unit.scoreboard.books import a_verdict

AT = datetime(2022, 9, 22, 20, 30, tzinfo=UTC)
VERDICT = VerdictReached(id="v1", source=sources.AUDITOR, time=AT, data=a_verdict("aa", "met"))


def a_tick(to: datetime) -> ClockTicked:
    data = TickData(writer="auditor", epoch=0, open_from=AT, open_to=to)
    return ClockTicked(id=f"t{to}", source=sources.AUDITOR, time=to, data=data)


def a_record(*events: Event, topic: str = "x.mohlat.verdicts.v1", key: str | None = None, partition: int = 0) -> Record:
    decoded = tuple(DecodedEvent(event, "0" * 64) for event in events)
    return Record(topic, partition, 0, key, None, decoded, b"[]")


def test_the_ticks_of_a_batch_become_one_row_a_partition_with_the_latest_time() -> None:
    later = AT + timedelta(days=1)
    rows = rows_of([a_record(a_tick(later)), a_record(a_tick(AT)), a_record(a_tick(AT), partition=1)], "x.")
    assert sorted(rows.times.values(), key=lambda row: row["partition"]) == [
        {"topic": "mohlat.verdicts.v1", "partition": 0, "time": later},
        {"topic": "mohlat.verdicts.v1", "partition": 1, "time": AT},
    ]


def test_a_verdict_is_a_row_with_its_partition() -> None:
    (row,) = rows_of([a_record(VERDICT, key="aa", partition=3)], "x.").verdicts
    assert (row["id"], row["agency"], row["status"], row["partition"]) == ("v1", "aa", "met", 3)
    assert row["timeliness"] == [{"revision": 0, "deadline": "2022-09-22T20:30:00Z", "outcome": "unmet"}]


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(a_record(VERDICT, key="bb"), id="under another agency's key"),
        pytest.param(a_record(VERDICT), id="without a key"),
        pytest.param(a_record(VERDICT, key="aa", topic="x.mohlat.notices.v1"), id="on another topic"),
    ],
)
def test_a_verdict_from_elsewhere_is_not_believed(record: Record) -> None:
    with pytest.raises(Misplaced, match="v1"):
        check_place(record, "x.")


def test_verdicts_and_ticks_in_their_place_are_believed() -> None:
    check_place(a_record(VERDICT, key="aa"), "x.")
    check_place(a_record(a_tick(AT)), "x.")


def test_a_fact_of_the_registry_is_a_row_for_its_revision_and_the_time_it_became_known() -> None:
    record = Record("x.mohlat.registry.v1", 2, 0, "sample-001", AT, (a_referral(),), b"[]")
    check_place(record, "x.")
    rows = rows_of([record], "x.")
    (row,) = rows.referrals
    assert (row["agency"], row["referral"], row["partition"]) == ("sample-001", "inspection-551", 2)
    assert row["known_at"] == AT
    assert row["revision"] == row["content"]["revision"]
    assert (rows.partitions(), rows.registered(), rows.judged()) == (set(), set(), {})


def test_a_referral_on_another_topic_is_not_believed() -> None:
    record = Record("x.mohlat.verdicts.v1", 2, 0, "sample-001", AT, (a_referral(),), b"[]")
    with pytest.raises(Misplaced, match="belongs on"):
        check_place(record, "x.")


def test_of_several_verdicts_on_an_agency_the_first_one_known_tells_where_to_go_on() -> None:
    later = structs.replace(VERDICT, id="v2", data=structs.replace(VERDICT.data, known_at=AT + timedelta(days=9)))
    rows = rows_of([a_record(later, VERDICT, key="aa", partition=3)], "x.")
    assert rows.judged() == {"connect": {"aa": VERDICT.data.known_at}}
    assert rows.partitions() == {3}
