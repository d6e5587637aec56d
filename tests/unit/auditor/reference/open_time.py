"""Time in which the door was open, counted interval by interval."""

from tests.unit.auditor.reference.log import Interval

HOUR = 3_600_000_000
DAY = 24 * HOUR


def open_time(door: list[Interval], start: int, end: int) -> int:
    """How long it was open from one instant to another."""
    return sum(max(0, min(end, closes) - max(start, opens)) for opens, closes in door)


def first_after(door: list[Interval], start: int, wanted: int) -> int | None:
    """The first instant by which that much open time has passed since `start`; None if it never does."""
    if wanted <= 0:
        return start
    passed = 0
    for opens, closes in door:
        opens = max(opens, start)
        if passed + max(0, closes - opens) >= wanted:
            return opens + wanted - passed
        passed += max(0, closes - opens)
    return None
