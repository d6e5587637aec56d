"""When the door was shut, told per partition or for all."""

import json
from datetime import datetime

from services.connector.timing import door_command
from services.connector.timing.shut import Shut, shut_intervals
from services.timekeeping.partition_time import PartitionTime
from tests.unit.auditor.events import hour, tick

Told = list[tuple[float, float, int | None]]


def read(*spans: tuple[float, float], until: float | None = None) -> PartitionTime:
    """A partition that was open in these hours, and has ticked `until`."""
    time = PartitionTime()
    for start, end in spans:
        time = time.tick("evidence", tick(hour(start), hour(end)))
    return time if until is None else time.tick("evidence", tick(hour(until), hour(until)))


def told(*times: PartitionTime, since: float | None = None, until: float | None = None) -> Told:
    found = shut_intervals(dict(enumerate(times)), _hour(since), _hour(until))
    return [((each.since - hour(0)).total_seconds() / 3600, (each.until - hour(0)).total_seconds() / 3600,
             each.partition) for each in found]  # fmt: skip


def _hour(n: float | None) -> datetime | None:
    return None if n is None else hour(n)


def test_a_door_that_never_shut_has_no_interval() -> None:
    assert told(read((0, 5), (5, 9))) == []


def test_what_all_have_in_common_is_told_once_and_the_rest_of_each() -> None:
    assert told(read((0, 5), (8, 12)), read((0, 4), (9, 12))) == [(4, 5, 1), (5, 8, None), (8, 9, 1)]


def test_a_partition_that_was_shut_alone_is_named() -> None:
    assert told(read((0, 12)), read((0, 5), (6, 12))) == [(5, 6, 1)]


def test_a_door_that_is_shut_now_is_shut_as_far_as_time_goes() -> None:
    assert told(read((0, 5), until=9)) == [(5, 9, None)]


def test_only_what_lies_in_the_span_asked_for() -> None:
    times = read((1, 3), (5, 6), (8, 20))
    assert told(times, since=4, until=7) == [(4, 5, None), (6, 7, None)]
    assert told(times, since=0, until=2) == [(0, 1, None)], "before it first opened"
    assert told(times, since=19, until=30) == [], "beyond its time nothing is known"


def test_partitions_that_never_ticked_say_nothing() -> None:
    assert told(PartitionTime(), PartitionTime()) == []
    assert told() == []


def test_both_forms_say_the_same() -> None:
    shut = [Shut(hour(5), hour(8.5), None), Shut(hour(9), hour(10), 3)]
    assert [(each["seconds"], each["partition"]) for each in json.loads(door_command.as_json(shut))] == [
        (12_600, None),
        (3_600, 3),
    ]
    lines = door_command.as_lines(shut, hour(12)).splitlines()
    assert [line.split()[-1] for line in lines[:2]] == ["all", "3"]
    assert "2022-09-02T07:30:00Z" in lines[-1]
    assert "No partition" in door_command.as_lines([], None)
