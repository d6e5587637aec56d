"""The door: when the intake of evidence was open. Silence and grace are counted in open time alone."""

from bisect import bisect_right
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate

from msgspec import Struct

Interval = tuple[datetime, datetime]

_NO_TIME = timedelta(0)


class Door(Struct, frozen=True, dict=True):
    """Disjoint, sorted, half-open intervals that touch nowhere; adjacent ones are one."""

    intervals: tuple[Interval, ...] = ()

    @property
    def end(self) -> datetime | None:
        """The last known instant of it; None while nothing is known."""
        return self.intervals[-1][1] if self.intervals else None

    def union(self, start: datetime, end: datetime) -> "Door":
        """The door with [start, end) open too; the same door when that adds nothing."""
        if start >= end:
            return self
        if not self.intervals or start > self.intervals[-1][1]:
            return Door((*self.intervals, (start, end)))
        first, last = self.intervals[-1]
        if start >= first:  # the next tick of an open door: by far the commonest
            return self if end <= last else Door((*self.intervals[:-1], (first, end)))
        return merged((*self.intervals, (start, end)))

    def until(self, end: datetime) -> "Door":
        """What of it lies before `end`."""
        if self.end is None or self.end <= end:
            return self
        return Door(tuple((first, min(last, end)) for first, last in self.intervals if first < end))

    def open_time(self, start: datetime, end: datetime) -> timedelta:
        """How long it was open in [start, end); zero when that is empty."""
        if start >= end or not self.intervals:
            return _NO_TIME
        return self._open_before(end) - self._open_before(start)

    def reaches(self, start: datetime, amount: timedelta) -> datetime | None:
        """The first instant from `start` on at which the open time since `start` is `amount`; None if not yet known."""
        if amount <= _NO_TIME:
            return start
        wanted = self._open_before(start) + amount
        if not self.intervals or self._sums[-1] < wanted:
            return None
        low = 0
        high = len(self._sums)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._sums[middle] < wanted else (low, middle)
        return self.intervals[low][1] - (self._sums[low] - wanted)

    def earliest(self, start: datetime, amount: timedelta, known_to: datetime | None = None) -> datetime:
        """As `reaches`, and where that is not yet known its lower bound: as if the door stays open from now on.

        Args:
            start: from when on open time counts.
            amount: how much of it.
            known_to: the door is known up to here, though it may have been shut; its last interval's end otherwise.
        """
        reached = self.reaches(start, amount)
        if reached is not None:
            return reached
        now = max(moment for moment in (start, self.end, known_to) if moment is not None)
        return now + amount - self.open_time(start, now)

    @cached_property
    def _starts(self) -> list[datetime]:
        return [first for first, _ in self.intervals]

    @cached_property
    def _sums(self) -> list[timedelta]:
        """Open time up to the end of each interval."""
        return list(accumulate(last - first for first, last in self.intervals))

    def _open_before(self, at: datetime) -> timedelta:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return _NO_TIME
        last = self.intervals[index][1]
        return self._sums[index] if at >= last else self._sums[index] - (last - at)


def merged(intervals: tuple[Interval, ...]) -> Door:
    """The door of any intervals, in any order, overlapping or not."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return Door(tuple(joined))
