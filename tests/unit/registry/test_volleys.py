"""The order in which rows become records."""

from datetime import UTC, datetime

from services.registry.relay.volleys import Waiting, records, volleys

KNOWN = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)


def row(number: int, key: str | None) -> Waiting:
    return Waiting(number, "mohlat.registry.v1", key, b"[]", KNOWN)


def test_a_tick_is_a_barrier() -> None:
    rows = [row(1, "a"), row(2, "b"), row(3, None), row(4, None), row(5, "a")]
    assert [[each.id for each in volley] for volley in volleys(rows)] == [[1, 2], [3, 4], [5]]


def test_a_tick_goes_to_every_partition_without_a_key() -> None:
    sent = records(row(1, None), "demo.", partitions=3)
    assert [(record.topic, record.key, record.partition) for record in sent] == [
        ("demo.mohlat.registry.v1", None, partition) for partition in range(3)
    ]


def test_a_fact_goes_where_its_key_belongs_and_says_since_when_it_is_known() -> None:
    (sent,) = records(row(1, "sanjesh"), "", partitions=3)
    assert (sent.key, sent.partition, sent.value) == ("sanjesh", None, b"[]")
    assert sent.headers["known_at"] == "2022-03-20T20:30:00Z"


def test_a_tombstone_has_a_key_and_no_content() -> None:
    (sent,) = records(Waiting(1, "mohlat.contacts.v1", "c-1", None, KNOWN), "", partitions=3)
    assert (sent.key, sent.value, dict(sent.headers)) == ("c-1", None, {"known_at": "2022-03-20T20:30:00Z"})
