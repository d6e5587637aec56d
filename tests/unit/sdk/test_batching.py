"""Delivery in the background, by count and age: events wait in the spool, and the caller does not."""

import threading
from pathlib import Path

import pytest
from mohlat_contracts.evidence import ConnectionClosed
from mohlat_sdk import Agency, Batching, Bounds, Delivery, Rejected, SpoolFull, Unreachable

from tests.unit.sdk.conftest import AT, KEY, OpenAgency
from tests.unit.sdk.connectors import FakeConnector, accepted, problem, refusing, unreachable
from tests.waiting import wait_until

AT_ONCE = Batching(age=0.0)
NEVER = Batching(count=1000, age=3600.0)


def closed(name: str) -> ConnectionClosed:
    return ConnectionClosed(id=name, source="urn:mohlat:agency:sanjesh", time=AT)


def test_events_are_delivered_in_order_without_the_caller(agency: OpenAgency) -> None:
    connector = FakeConnector()
    sender = agency(connector, batching=AT_ONCE)
    assert [sender.connected(), sender.heartbeat(["s01"]), sender.closed()] == [Delivery.SPOOLED] * 3
    wait_until(lambda: connector.event_ids == ["e1", "e2", "e3"])


def test_as_many_as_fill_a_batch_do_not_wait_for_their_age(agency: OpenAgency) -> None:
    connector = FakeConnector()
    sender = agency(connector, batching=Batching(count=3, age=3600.0))
    for _ in range(3):
        sender.heartbeat()
    wait_until(lambda: connector.event_ids == ["e1", "e2", "e3"])
    assert len(connector.batches) == 1


def test_no_batch_is_larger_than_asked_for(agency: OpenAgency) -> None:
    connector = FakeConnector()
    sender = agency(connector, batching=Batching(count=4, age=0.0))
    sender.send([closed(f"c{number}") for number in range(10)])
    wait_until(lambda: len(connector.events) == 10)
    assert [len(batch) for batch in connector.batches] == [4, 4, 2]


def test_a_flush_does_not_wait_for_count_or_age(agency: OpenAgency) -> None:
    connector = FakeConnector()
    sender = agency(connector, batching=NEVER)
    sender.connected()
    assert sender.flush() is Delivery.ACCEPTED
    assert connector.event_ids == ["e1"]
    sender.closed()
    assert sender.flush(10) is Delivery.ACCEPTED
    assert connector.event_ids == ["e1", "e2"]


@pytest.mark.usefixtures("hardly_quiet")
def test_a_flush_keeps_trying_for_as_long_as_it_may(agency: OpenAgency) -> None:
    connector = FakeConnector([unreachable, problem(503), accepted])
    sender = agency(connector, batching=NEVER, attempts=1)
    sender.connected()
    assert sender.flush(60) is Delivery.ACCEPTED
    assert connector.event_ids == ["e1"]


def test_a_flush_that_may_not_wait_tries_once(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, batching=NEVER, spool=spool, timeout=0.0)
    sender.connected()
    assert sender.flush(0) is Delivery.SPOOLED
    assert len(connector.requests) == 1


@pytest.mark.usefixtures("hardly_quiet")
def test_what_cannot_be_delivered_stays_and_is_tried_again(agency: OpenAgency) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, batching=AT_ONCE)
    sender.connected()
    wait_until(lambda: isinstance(sender.trouble, Unreachable))
    connector.answers = [accepted]
    wait_until(lambda: connector.event_ids == ["e1"])
    wait_until(lambda: sender.trouble is None)


def test_an_event_that_is_refused_is_set_aside_and_the_rest_goes_on(agency: OpenAgency) -> None:
    connector = FakeConnector([refusing("c2", "c3")])
    sender = agency(connector, batching=NEVER)
    sender.send([closed(f"c{number}") for number in range(6)])
    assert sender.flush() is Delivery.ACCEPTED
    assert connector.event_ids == ["c0", "c1", "c4", "c5"]
    assert [b'"c2"' in one.event or b'"c3"' in one.event for one in sender.rejected()] == [True, True]
    assert sender.forget_rejected() == 2
    assert sender.rejected() == []


@pytest.mark.parametrize("status", [401, 403, 404])
@pytest.mark.usefixtures("hardly_quiet")
def test_a_wrong_key_clock_or_address_is_told_and_gives_nothing_up(agency: OpenAgency, status: int) -> None:
    connector = FakeConnector([problem(status)])
    sender = agency(connector, batching=AT_ONCE)
    sender.connected()
    wait_until(lambda: isinstance(sender.trouble, Rejected))
    with pytest.raises(Rejected):
        sender.flush()
    assert sender.rejected() == []
    connector.answers = [accepted]
    wait_until(lambda: connector.event_ids == ["e1"])


def test_what_waits_is_delivered_when_the_agency_is_closed(agency: OpenAgency) -> None:
    connector = FakeConnector()
    with agency(connector, batching=NEVER) as sender:
        sender.connected()
    assert connector.event_ids == ["e1"]


def test_what_only_memory_holds_is_not_lost_in_silence(agency: OpenAgency) -> None:
    sender = agency(FakeConnector([unreachable]), batching=NEVER, timeout=0.0)
    sender.connected()
    with pytest.raises(Unreachable, match="1 events of sanjesh"):
        sender.close()


def test_what_a_file_holds_is_delivered_in_the_background_by_the_next_one(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    with agency(connector, batching=NEVER, spool=spool, timeout=0.0) as sender:
        sender.connected()
    connector.answers = [accepted]
    agency(connector, batching=AT_ONCE, spool=spool)
    wait_until(lambda: connector.event_ids == ["e1"])


def test_a_full_spool_drops_its_oldest_heartbeats_and_counts_them_and_never_a_statement(agency: OpenAgency) -> None:
    connector = FakeConnector()
    sender = agency(connector, batching=NEVER, bounds=Bounds(events=3))
    for _ in range(3):
        sender.heartbeat()
    sender.connected()
    sender.closed()
    state = sender.spool_state()
    assert state is not None
    assert (state.depth, state.dropped, state.oldest) == (3, 2, AT)
    sender.service_digitized("s01")
    with pytest.raises(SpoolFull) as full:
        sender.connected()
    assert full.value.cause == "limit"
    assert sender.flush() is Delivery.ACCEPTED
    assert connector.event_ids == ["e4", "e5", "e6"]


def test_threads_share_an_agency_and_each_keeps_its_order(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector()
    sender = agency(connector, batching=Batching(count=7, age=0.0), spool=spool)

    def state(name: str) -> None:
        for number in range(20):
            sender.send([closed(f"{name}-{number:02}")])

    threads = [threading.Thread(target=state, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sender.flush(30) is Delivery.ACCEPTED
    found = connector.event_ids
    assert len(found) == 80
    for name in "abcd":
        assert [one for one in found if one.startswith(name)] == [f"{name}-{number:02}" for number in range(20)]
    assert [event.ordinal for event in connector.events] == list(range(1, 81))


@pytest.mark.parametrize(("count", "age"), [(0, 1.0), (1001, 1.0), (1, -1.0)])
def test_a_batching_that_cannot_be_is_an_error(count: int, age: float) -> None:
    with pytest.raises(ValueError, match="batch"):
        Batching(count, age)


def test_what_is_kept_while_the_agency_closes_is_not_lost_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = Agency("sanjesh", KEY, "http://connector.test", client=FakeConnector().client(), batching=NEVER)
    spool = sender._spool
    assert spool is not None
    close = spool.close

    def another_thread_was_quicker() -> int:
        spool.keep([closed("late")])
        return close()

    monkeypatch.setattr(spool, "close", another_thread_was_quicker)
    with pytest.raises(Unreachable, match="1 events"):
        sender.close()
