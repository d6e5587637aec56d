"""Many instants in little room: years of ticks, eight bytes each."""

from array import array
from bisect import bisect_left
from datetime import UTC, datetime, timedelta

_COUNTED_FROM = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instants:
    """A set of instants that is filled first and asked then."""

    def __init__(self) -> None:
        self._counts = array("q")
        self._sorted = True

    def add(self, instant: datetime) -> None:
        count = _count(instant)
        if self._counts and count <= self._counts[-1]:
            if count == self._counts[-1]:
                return
            self._sorted = False
        self._counts.append(count)

    def __contains__(self, instant: datetime) -> bool:
        if not self._sorted:
            self._counts, self._sorted = array("q", sorted(self._counts)), True
        count = _count(instant)
        index = bisect_left(self._counts, count)
        return index < len(self._counts) and self._counts[index] == count


def _count(instant: datetime) -> int:
    return (instant - _COUNTED_FROM) // _MICROSECOND
