"""Events of a spool are numbered, so that one that never came can be told."""

from pathlib import Path

import pytest
from mohlat_contracts.codec import EvidenceEvent
from mohlat_sdk import Delivery, Rejected
from msgspec import UNSET

from tests.unit.sdk.conftest import OpenAgency
from tests.unit.sdk.connectors import FakeConnector, accepted, refusing, unreachable


def ordinals(events: list[EvidenceEvent]) -> list[object]:
    return [event.ordinal for event in events]


def test_sent_and_spooled_events_are_counted_alike(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector()
    sender = agency(connector, spool=spool)
    sender.connected()
    connector.answers = [unreachable]
    sender.heartbeat()
    sender.closed()
    connector.answers = [accepted]
    sender.flush()
    sender.connected()
    assert ordinals(connector.events) == [1, 2, 3, 4]
    [stream] = {event.stream for event in connector.events}
    state = sender.spool_state()
    assert state is not None
    assert (state.stream, state.ordinal) == (stream, 4)


def test_the_count_goes_on_in_the_next_process(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector()
    for _ in range(3):
        with agency(connector, spool=spool) as sender:
            sender.connected()
    assert ordinals(connector.events) == [1, 2, 3]
    assert len({event.stream for event in connector.events}) == 1


def test_a_stream_may_be_named(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector()
    for name in ("north", "south", "north"):
        with agency(connector, spool=spool, stream=name) as sender:
            sender.connected()
    assert [(event.stream, event.ordinal) for event in connector.events] == [("north", 1), ("south", 1), ("north", 2)]


def test_without_a_stream_nothing_random_is_in_an_event(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector()
    sender = agency(connector, spool=spool, stream=None)
    sender.connected()
    assert (connector.events[0].stream, connector.events[0].ordinal) == (UNSET, UNSET)
    assert b"stream" not in connector.taken[0].content


def test_without_a_spool_there_is_nothing_to_count_in(agency: OpenAgency) -> None:
    connector = FakeConnector()
    agency(connector).connected()
    assert connector.events[0].stream is UNSET
    with pytest.raises(ValueError, match="spool"):
        agency(connector, stream="north")


def test_an_event_that_was_refused_at_once_leaves_no_gap(agency: OpenAgency, spool: Path) -> None:
    connector = FakeConnector([refusing("e1")])
    sender = agency(connector, spool=spool)
    with pytest.raises(Rejected):
        sender.connected()
    assert sender.closed() is Delivery.ACCEPTED
    assert ordinals(connector.events) == [1]
