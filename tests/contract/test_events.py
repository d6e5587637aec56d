"""The contract in examples: every event type has a golden message, and nothing else lies beside them."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from mohlat_contracts import MalformedBatch, decode_batch, encode_batch, read_batch
from mohlat_contracts.codec import EVENTS, MAX_EVENTS
from mohlat_contracts.generate import SCHEMAS, differences, event_type, write
from mohlat_contracts.registry import AgencyRegistered, AgencySpan

EXAMPLES = SCHEMAS.parent / "examples"
TYPES = sorted(event_type(event) for event in EVENTS)


def example(name: str) -> bytes:
    return (EXAMPLES / f"{name}.json").read_bytes()


def test_every_event_type_has_one_example_and_no_example_is_an_orphan() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.json")) == TYPES


@pytest.mark.parametrize("name", TYPES)
def test_an_example_decodes_to_its_own_type_and_encodes_to_the_same_document(name: str) -> None:
    events = decode_batch(example(name))
    assert [event_type(type(event)) for event in events] == [name]
    assert json.loads(encode_batch(events)) == json.loads(example(name))


@pytest.mark.parametrize("name", TYPES)
def test_an_independent_validator_accepts_the_example_under_the_committed_schema(name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    for event in json.loads(example(name)):
        jsonschema.Draft202012Validator(schema).validate(event)


def test_the_committed_schemas_are_those_of_the_types() -> None:
    assert differences() == []


def test_a_changed_missing_or_orphaned_schema_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    changed, missing, *_ = sorted(tmp_path.iterdir())
    changed.write_text("{}", encoding="utf-8")
    missing.unlink()
    (tmp_path / "orphan.schema.json").write_text("{}", encoding="utf-8")
    assert differences(tmp_path) == [
        f"{missing.name}: missing",
        "orphan.schema.json: no event has this type",
        f"{changed.name}: differs from its type",
    ]


def test_this_version_reads_what_a_later_one_adds() -> None:
    for path in (EXAMPLES / "later").glob("*.json"):
        assert decode_batch(path.read_bytes())


@pytest.mark.parametrize("path", sorted((EXAMPLES / "earlier").glob("*.json")), ids=lambda path: path.stem)
def test_this_version_still_reads_what_was_written_before_a_field_was_added(path: Path) -> None:
    assert [event_type(type(event)) for event in decode_batch(path.read_bytes())] == [path.stem]


def heartbeat(**changes: Any) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(example("ir.mohlat.connection.heartbeat.v1"))[0]
    return event | changes


@pytest.mark.parametrize(
    ("body", "index", "field"),
    [
        (b"", None, "$"),
        (b"{}", None, "$"),
        (b"[]", None, "$"),
        (b'[{"type":"ir.mohlat.unheard.of.v1"}]', 0, "$.type"),
        (json.dumps([heartbeat(), heartbeat(time="yesterday")]).encode(), 1, "$.time"),
        (json.dumps([heartbeat(time="2022-06-05T05:30:00")]).encode(), 0, "$.time"),
        (json.dumps([heartbeat(data={"services": ["a", 7]})]).encode(), 0, "$.data.services[1]"),
        (json.dumps([heartbeat(specversion="0.3")]).encode(), 0, "$.specversion"),
        (json.dumps([heartbeat(id="")]).encode(), 0, "$.id"),
        (json.dumps([heartbeat(id="a\u0000b")]).encode(), 0, "$.id"),
        (json.dumps([heartbeat(time="0001-01-01T00:00:00+03:30")]).encode(), 0, "$.time"),
        (json.dumps([heartbeat(time="9999-12-31T23:59:59-03:30")]).encode(), 0, "$.time"),
        (json.dumps([heartbeat()] * (MAX_EVENTS + 1)).encode(), None, "$"),
        (b'[{"type":"ir.mohlat.connection.heartbeat.v1","id":"\xff"}]', 0, "$"),
    ],
)
def test_a_malformed_batch_names_event_and_field(body: bytes, index: int | None, field: str) -> None:
    with pytest.raises(MalformedBatch) as caught:
        read_batch(body)
    assert (caught.value.index, caught.value.field) == (index, field)


def test_one_id_with_two_contents_has_two_names() -> None:
    one, other = read_batch(json.dumps([heartbeat(), heartbeat(time="2022-06-06T05:30:00Z")]).encode())
    assert one.event.id == other.event.id
    assert one.name != other.name


def test_persian_is_written_unescaped() -> None:
    assert "دستگاه نمونه" in encode_batch(decode_batch(example("ir.mohlat.agency.registered.v1"))).decode()


def test_an_agency_is_as_its_history_has_it_at_an_instant() -> None:
    event = decode_batch(example("ir.mohlat.agency.registered.v1"))[0]
    assert isinstance(event, AgencyRegistered)
    start, moved = event.time, event.time + timedelta(days=9)
    before = AgencySpan(start=start, until=moved, name_fa="الف", name_en="A", group="g", kind="core", parent="p1")
    after = AgencySpan(start=moved, name_fa="ب", name_en="B", group="g", kind="core", parent="p2")
    data = msgspec.structs.replace(event.data, history=(before, after))
    assert (data.as_of(start).name_en, data.as_of(start).parent) == ("A", "p1")
    assert (data.as_of(moved).name_en, data.as_of(moved).parent) == ("B", "p2")
    assert data.as_of(start - timedelta(days=1)) == data
