"""When the door was shut, from the ticks in the log. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from services.timekeeping.door import Door, Interval, merged
from services.timekeeping.partition_time import PartitionTime


class Shut(NamedTuple):
    """The door was shut in [since, until): in this partition, or in every one where `partition` is None."""

    since: datetime
    until: datetime
    partition: int | None


def shut_intervals(times: Mapping[int, PartitionTime], since: datetime | None, until: datetime | None) -> list[Shut]:
    """When it was shut, in order; what all partitions have in common is told once.

    Args:
        times: of every partition, after the ticks that were read.
        since: as far back as this; None begins, in each partition, where its door first opened.
        until: as far as this, but no partition further than its evidence time: beyond it the door may still change.
    """
    shut = {partition: _shut(time, since, until) for partition, time in times.items()}
    common = _common(list(shut.values()))
    found = [Shut(*interval, None) for interval in common.intervals]
    for partition, door in shut.items():
        found += [Shut(*interval, partition) for interval in _without(door, common).intervals]
    return sorted(found, key=lambda each: (each.since, -1 if each.partition is None else each.partition))


def _shut(time: PartitionTime, since: datetime | None, until: datetime | None) -> Door:
    known = time.known_door
    start = since or (known.intervals[0][0] if known.intervals else None)
    end = min((each for each in (until, time.evidence) if each is not None), default=None)
    return _gaps(known, start, end) if start and end and time.evidence else Door()


def _gaps(door: Door, start: datetime, end: datetime) -> Door:
    """What of [start, end) is not in it."""
    gaps: list[Interval] = []
    at = start
    for first, last in door.intervals:
        gaps.append((at, min(first, end)))
        at = max(at, last)
    return merged((*gaps, (at, end)))


def _without(door: Door, other: Door) -> Door:
    return merged(tuple(each for span in door.intervals for each in _gaps(other, *span).intervals))


def _common(doors: list[Door]) -> Door:
    """What is in all of them."""
    first, *others = doors or [Door()]
    for other in others:
        first = _without(first, _without(first, other))
    return first
