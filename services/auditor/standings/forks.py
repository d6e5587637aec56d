"""Finding the intervals that hold an instant without looking at the others. Pure.

Every interval is filed under one instant within it, its fork: the one divisible by the largest power of two, counted in
microseconds. Of the intervals that hold an instant each has its fork on a short path, the same for all of them: for
each power of two its last multiple up to the instant, and the next one. An interval filed under a fork up to the
instant holds it if it ends after it; one filed under a later fork, if it began by then. So a sorted index on
(fork, end) and one on (fork, begin) give exactly the intervals wanted, in some tens of short ranges.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
"""Before all that there was; a day after what instants are counted from."""
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of what has no end; a value that databases can compare."""

MICROSECOND = timedelta(microseconds=1)
"""What instants are told apart by; the one right before an instant is so much earlier."""

_COUNTED_FROM = datetime(1, 1, 1, tzinfo=UTC)
_LEVELS = range(59)
"""FOREVER is less than 2 to the 59th microseconds after the year 1 began."""


class Path(NamedTuple):
    """The forks of all intervals that hold an instant: those up to it, and those after it."""

    before: list[datetime]
    after: list[datetime]


def fork(start: datetime, end: datetime) -> datetime:
    """The fork of the half-open interval [start, end).

    Raises:
        ValueError: it is empty.
    """
    first, last = _count(start), _count(end) - 1
    if last < first:
        raise ValueError(f"[{start}, {end}) is empty")
    level = ((first - 1) ^ last).bit_length() - 1
    return _instant(last >> level << level)


def path_to(instant: datetime) -> Path:
    """The forks of all intervals that hold the instant, whatever intervals there are."""
    at = _count(instant)
    before = {at >> level << level for level in _LEVELS}
    after = {(at >> level << level) + (1 << level) for level in _LEVELS}
    return Path(_instants(before), _instants(after))


def _instants(counts: set[int]) -> list[datetime]:
    """Those that fall in the time there is."""
    return [_instant(count) for count in sorted(counts) if count < _END]


def _count(instant: datetime) -> int:
    return (instant - _COUNTED_FROM) // MICROSECOND


def _instant(count: int) -> datetime:
    return _COUNTED_FROM + timedelta(microseconds=count)


_END = _count(FOREVER)
