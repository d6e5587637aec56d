"""What an agency's call becomes: accepted, spooled, rejected or unreachable. Both clients are told to do the same."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mohlat_contracts.evidence import ConnectionClosed, ConnectionEstablished, ConnectionHeartbeat, ServiceDigitized
from mohlat_sdk import Delivery, Rejected, Unreachable

from tests.unit.sdk.conftest import AT, AnyAgency, OpenAgency
from tests.unit.sdk.connectors import FakeConnector, accepted, problem, refusing, silent, unreachable

CALLS: dict[str, tuple[Callable[[AnyAgency], Delivery], type]] = {
    "connected": (lambda a: a.connected(), ConnectionEstablished),
    "heartbeat": (lambda a: a.heartbeat(["s01", "s02"]), ConnectionHeartbeat),
    "closed": (lambda a: a.closed(), ConnectionClosed),
    "service digitized": (lambda a: a.service_digitized("s01"), ServiceDigitized),
}


@pytest.mark.parametrize(("call", "kind"), CALLS.values(), ids=CALLS.keys())
def test_each_call_is_one_event_of_the_agency_at_its_clock(
    agency: OpenAgency, call: Callable[[AnyAgency], Delivery], kind: type
) -> None:
    connector = FakeConnector()
    assert call(agency(connector)) is Delivery.ACCEPTED
    [event] = connector.events
    assert isinstance(event, kind)
    assert (event.source, event.time) == ("urn:mohlat:agency:sanjesh", AT)


def test_a_naive_clock_is_an_error(agency: OpenAgency) -> None:
    with pytest.raises(ValueError, match="aware"):
        agency(FakeConnector(), clock=lambda: datetime(2023, 6, 14)).connected()  # noqa: DTZ001


@pytest.mark.parametrize("failure", [unreachable, silent, problem(503), problem(429), problem(500), problem(301)])
def test_what_is_not_refused_is_tried_again_with_the_same_bytes_under_a_new_signature(
    agency: OpenAgency, failure: Any
) -> None:
    connector = FakeConnector([failure, failure, accepted])
    assert agency(connector).connected() is Delivery.ACCEPTED
    assert len({request.content for request in connector.requests}) == 1
    assert len({request.headers["signature-input"] for request in connector.requests}) == 3


def test_tries_are_bounded(agency: OpenAgency) -> None:
    connector = FakeConnector([unreachable])
    with pytest.raises(Unreachable):
        agency(connector, attempts=3).connected()
    assert len(connector.requests) == 3


def test_an_answer_that_is_no_acknowledgement_does_not_count_as_one(agency: OpenAgency) -> None:
    connector = FakeConnector([problem(200)])
    with pytest.raises(Unreachable, match="200"):
        agency(connector).connected()


@pytest.mark.parametrize("status", [400, 401, 403, 413, 415, 422])
def test_a_refusal_is_told_and_not_tried_again(agency: OpenAgency, status: int, spool: Path) -> None:
    connector = FakeConnector([problem(status, "event 0, field $.time: no")])
    sender = agency(connector, spool=spool)
    with pytest.raises(Rejected) as told:
        sender.connected()
    assert (told.value.status, told.value.title, told.value.detail) == (status, "Refused", "event 0, field $.time: no")
    assert len(connector.requests) == 1
    assert sender.flush() is Delivery.ACCEPTED
    assert len(connector.requests) == 1


def test_without_a_connector_events_are_spooled_and_delivered_in_order_later(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool)
    assert [sender.connected(), sender.heartbeat([]), sender.closed()] == [Delivery.SPOOLED] * 3
    connector.answers = [accepted]
    assert sender.flush() is Delivery.ACCEPTED
    assert connector.event_ids == ["e1", "e2", "e3"]
    assert len(connector.taken) == 1


@pytest.mark.usefixtures("never_quiet")
def test_a_new_event_queues_behind_the_spool(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool, attempts=1)
    sender.connected()
    connector.answers = [accepted]
    assert sender.heartbeat([]) is Delivery.ACCEPTED
    assert connector.event_ids == ["e1", "e2"]


def test_soon_after_a_failure_events_join_the_spool_without_another_try(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool, attempts=1)
    sender.connected()
    sender.heartbeat([])
    assert len(connector.requests) == 1


def test_the_spool_outlives_the_process_and_keeps_the_bytes(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    with agency(connector, spool=spool) as sender:
        sender.connected()
    sent = connector.requests[0].content
    connector.answers = [accepted]
    with agency(connector, spool=spool) as sender:
        assert sender.flush() is Delivery.ACCEPTED
    assert [request.content for request in connector.taken] == [sent]


def test_a_flush_that_fails_half_way_goes_on_where_it_stopped(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool, attempts=1)
    sender.send([ConnectionClosed(id=f"c{i}", source="urn:mohlat:agency:sanjesh", time=AT) for i in range(1500)])
    connector.answers = [accepted, unreachable]
    assert sender.flush() is Delivery.SPOOLED
    connector.answers = [accepted]
    assert sender.flush() is Delivery.ACCEPTED
    assert [len(batch) for batch in connector.batches] == [1000, 500]
    assert connector.event_ids == [f"c{i}" for i in range(1500)]


def test_a_spooled_event_that_is_refused_is_set_aside_and_the_rest_goes_on(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool)
    for _ in range(7):
        sender.connected()
    connector.answers = [refusing("e4")]
    assert sender.flush() is Delivery.ACCEPTED
    assert connector.event_ids == ["e1", "e2", "e3", "e5", "e6", "e7"]
    [set_aside] = sender.rejected()
    assert b'"e4"' in set_aside.event
    assert set_aside.status == 422


@pytest.mark.usefixtures("never_quiet")
def test_an_event_that_is_refused_behind_the_spool_is_told(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool)
    sender.connected()
    connector.answers = [refusing("e2")]
    with pytest.raises(Rejected):
        sender.heartbeat([])
    assert connector.event_ids == ["e1"]


def test_a_spool_is_kept_when_key_or_clock_are_at_fault(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool)
    sender.connected()
    connector.answers = [problem(401)]
    with pytest.raises(Rejected):
        sender.flush()
    connector.answers = [accepted]
    assert sender.flush() is Delivery.ACCEPTED
    assert connector.event_ids == ["e1"]


def test_a_proxy_that_knows_no_such_page_empties_no_spool(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool)
    sender.connected()
    connector.answers = [lambda request: httpx2.Response(404, html="<h1>Not here</h1>")] * 4
    assert sender.flush() is Delivery.SPOOLED
    assert sender.rejected() == []
    connector.answers = [accepted]
    assert sender.flush() is Delivery.ACCEPTED
    assert connector.event_ids == ["e1"]


def test_many_events_are_sent_in_batches_that_a_connector_takes(agency: OpenAgency) -> None:
    connector = FakeConnector()
    events = [ConnectionClosed(id=f"c{i}", source="urn:mohlat:agency:sanjesh", time=AT) for i in range(2001)]
    agency(connector).send(events)
    assert [len(batch) for batch in connector.batches] == [1000, 1000, 1]
    assert connector.event_ids == [event.id for event in events]


def test_sending_nothing_asks_nobody(agency: OpenAgency) -> None:
    connector = FakeConnector([unreachable])
    assert agency(connector).send([]) is Delivery.ACCEPTED
    assert connector.requests == []


def test_threads_share_an_agency(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([unreachable])
    sender = agency(connector, spool=spool, attempts=1, new_id=None)
    threads = [threading.Thread(target=sender.connected) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connector.answers = [accepted]
    assert sender.flush() is Delivery.ACCEPTED
    assert len(set(connector.event_ids)) == 8


def test_an_event_of_another_agency_is_an_error_and_stops_nobody(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector()
    sender = agency(connector, spool=spool)
    foreign = ConnectionClosed(id="c1", source="urn:mohlat:agency:hadafmandi", time=AT)
    with pytest.raises(ValueError, match="hadafmandi"):
        sender.send([foreign])
    assert sender.connected() is Delivery.ACCEPTED
    assert connector.event_ids == ["e1"]


def test_an_answer_that_cannot_be_decoded_is_no_answer(agency: OpenAgency, spool: Path) -> None:
    def garbled(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(502, headers={"content-encoding": "gzip"}, stream=httpx2.ByteStream(b"no gzip"))

    connector = FakeConnector([garbled])
    opened = agency(connector, spool=spool)
    assert opened.connected() is Delivery.SPOOLED
    connector.answers = [accepted]
    assert opened.flush() is Delivery.ACCEPTED
    assert [event.id for event in connector.events] == ["e1"]
