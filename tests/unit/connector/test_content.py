"""Reading a body at a stroke accepts what every reader reads, and nothing else."""

import gzip
import json
import os
import tracemalloc
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mohlat_contracts import MalformedBatch, encode_batch
from mohlat_contracts.codec import MAX_EVENTS
from mohlat_contracts.content import read_content
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE, EVENT_CONTENT_TYPE
from mohlat_contracts.topics import MAX_INFLATED_BYTES

from services.connector.intake.content import EVIDENCE_EVENTS, events_in
from services.connector.problems import Refused
from tests.unit.connector.signed import established

PROOF = os.environ.get("MOHLAT_PROOF") == "1"
EXAMPLES = 30_000 if PROOF else 400
EVENTS: list[dict[str, Any]] = [
    {"type": "ir.mohlat.connection.established.v1"},
    {"type": "ir.mohlat.connection.closed.v1", "data": {}, "stream": "s", "ordinal": 1},
    {"type": "ir.mohlat.connection.heartbeat.v1", "data": {"services": ["خدمت", "{[", 'a"\\']}},
    {"type": "ir.mohlat.service.digitized.v1", "data": {"service": "s", "level": "fully_online"}},
]
COMMON = {"specversion": "1.0", "id": "e1", "source": "urn:mohlat:agency:sanjesh", "time": "2023-06-14T20:30:00Z"}


def as_every_reader(body: bytes, media: str) -> list[Any] | None:
    try:
        events = [decoded.event for decoded in read_content(body, media)]
    except MalformedBatch:
        return None
    return events if all(isinstance(event, EVIDENCE_EVENTS) for event in events) else None


def as_intake(body: bytes, media: str) -> list[Any] | None:
    try:
        return list(events_in(body, media, "identity"))
    except Refused:
        return None


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@st.composite
def _bodies(draw: st.DrawFn) -> bytes:
    events = [deepcopy(COMMON | event) for event in draw(st.lists(st.sampled_from(EVENTS), min_size=1, max_size=3))]
    if draw(st.booleans()):
        event = draw(st.sampled_from(events))
        place = draw(st.sampled_from([event, event.get("data", event)]))
        place[draw(st.sampled_from(["x", "time", "data", "services", "stream", "source", "type"]))] = draw(_values)
    text = json.dumps(events, ensure_ascii=draw(st.booleans())).encode()
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.binary(max_size=2)) + text[at + draw(st.integers(0, 2)) :]
    return text


@pytest.mark.timeout(3_600 if PROOF else 300)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(_bodies(), st.sampled_from([BATCH_CONTENT_TYPE, EVENT_CONTENT_TYPE]))
def test_intake_reads_what_every_reader_reads(body: bytes, media: str) -> None:
    expected, found = as_every_reader(body, media), as_intake(body, media)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert encode_batch(found) == encode_batch(expected)


def status_of(body: bytes, media: str = BATCH_CONTENT_TYPE, encoding: str = "identity") -> tuple[int, Any]:
    with pytest.raises(Refused) as told:
        events_in(body, media, encoding)
    return told.value.status, told.value.more.get("errors")


def test_too_many_events_are_too_large_and_not_malformed() -> None:
    assert status_of(encode_batch([established()] * (MAX_EVENTS + 1)))[0] == 413
    assert len(events_in(encode_batch([established()] * MAX_EVENTS), BATCH_CONTENT_TYPE, "identity")) == MAX_EVENTS


def test_what_inflates_too_far_is_too_large() -> None:
    assert status_of(gzip.compress(b" " * (MAX_INFLATED_BYTES + 1)), encoding="gzip")[0] == 413


@pytest.mark.parametrize("body", [b"", b"\x1f\x8b", gzip.compress(b"[]") + b"x", b"[]"])
def test_what_is_no_gzip_is_malformed(body: bytes) -> None:
    assert status_of(body, encoding="gzip")[0] == 422


def test_deeper_than_the_schema_is_malformed_and_named() -> None:
    deep = COMMON | EVENTS[0] | {"x": {"y": {"z": [1]}}}
    status, errors = status_of(json.dumps([COMMON | EVENTS[0], deep]).encode())
    assert (status, errors[0]["event"]) == (422, 1)


@pytest.mark.parametrize("text", ["[[[[" + "y" * 2**22, '[[[["\\' * 2**19], ids=["plain", "escapes"])
def test_looking_for_depth_takes_little_more_room_than_the_text(text: str) -> None:
    body = json.dumps([COMMON | EVENTS[0] | {"x": text}]).encode()
    tracemalloc.start()
    try:
        assert len(events_in(body, BATCH_CONTENT_TYPE, "identity")) == 1
        assert tracemalloc.get_traced_memory()[1] < 16 * len(body)
    finally:
        tracemalloc.stop()


def test_what_is_wrong_is_said_in_few_words_however_long_it_is() -> None:
    body = gzip.compress(json.dumps([COMMON | {"type": "x" * 2**22}]).encode())
    with pytest.raises(Refused) as told:
        events_in(body, BATCH_CONTENT_TYPE, "gzip")
    assert len(told.value.body()) < 4_000
    assert len(told.value.detail.en) < 1_000


def test_an_extension_that_nobody_knows_is_no_fault() -> None:
    assert len(events_in(json.dumps([COMMON | EVENTS[0] | {"x": 1}]).encode(), BATCH_CONTENT_TYPE, "identity")) == 1


def test_a_single_event_is_a_batch_of_one() -> None:
    body = encode_batch([established()])[1:-1]
    assert [event.id for event in events_in(gzip.compress(body), EVENT_CONTENT_TYPE, "gzip")] == ["e1"]
