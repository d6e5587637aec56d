"""The time of a partition."""

import pytest

from services.timekeeping.partition_time import PartitionTime, TopicKind, decode, encode, join
from tests.unit.auditor.events import hour, tick

READ: list[tuple[TopicKind, int, int, str, int]] = [
    ("registry", 0, 5, "registry", 0),
    ("evidence", 0, 10, "a", 0),
    ("evidence", 0, 8, "b", 0),
    ("registry", 5, 30, "registry", 0),
    ("evidence", 12, 20, "a", 1),
    ("evidence", 8, 16, "b", 0),
]


def times() -> list[PartitionTime]:
    out = [PartitionTime()]
    for topic, start, end, writer, epoch in READ:
        out.append(out[-1].tick(topic, tick(hour(start), hour(end), writer, epoch)))
    return out


def test_w_is_the_lower_of_both_topics_and_of_all_connectors() -> None:
    assert [time.w for time in times()] == [None, None, hour(5), hour(5), hour(10), hour(10), hour(16)]


def test_a_repeated_tick_says_nothing_new() -> None:
    last = times()[-1]
    for topic, start, end, writer, epoch in READ:
        assert last.tick(topic, tick(hour(start), hour(end), writer, epoch)) is last


def test_evidence_time_never_goes_back_when_a_connector_joins_late() -> None:
    time = times()[2].tick("evidence", tick(hour(0), hour(3), "late", 0))
    assert time.evidence == hour(10)


def test_nobody_opens_the_door_over_time_that_has_been_judged() -> None:
    time = PartitionTime().tick("evidence", tick(hour(0), hour(4))).tick("evidence", tick(hour(6), hour(10)))
    again = time.tick("evidence", tick(hour(3), hour(12), "other"))
    assert again.door.intervals == ((hour(0), hour(4)), (hour(6), hour(12)))


def test_an_earlier_self_of_a_connector_is_not_believed() -> None:
    time = PartitionTime().tick("evidence", tick(hour(0), hour(4), epoch=2))
    assert time.tick("evidence", tick(hour(4), hour(9), epoch=1)) is time


def test_the_door_is_known_as_far_as_every_connector_has_spoken() -> None:
    time = times()[-1]
    assert time.evidence == hour(16)
    assert time.known_door.end == hour(16)


@pytest.mark.parametrize("time", times())
def test_bytes_and_back(time: PartitionTime) -> None:
    assert decode(encode(time)) == time


def test_join_is_associative_commutative_idempotent() -> None:
    all_times = [*times(), times()[2].tick("evidence", tick(hour(11), hour(13), "c", 4))]
    for a in all_times:
        assert join(a, a) == a
        for b in all_times:
            assert join(a, b) == join(b, a)
            for c in all_times:
                assert join(join(a, b), c) == join(a, join(b, c))


def test_an_earlier_time_joined_to_a_later_one_adds_nothing() -> None:
    for earlier in times():
        assert join(earlier, times()[-1]) == times()[-1]
