"""What held when: values over half-open spans that are ordered and never overlap. A gap is a time without a value."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Generic, TypeVar

from mohlat_contracts.envelope import Span
from msgspec import Struct

Value = TypeVar("Value")
FOREVER = datetime.max.replace(tzinfo=UTC)
"""Stands for an open end where instants are compared."""


class Version(Struct, Generic[Value], frozen=True, kw_only=True, rename={"start": "from"}):
    """A value over [start, until); without `until` it is open-ended."""

    start: datetime
    value: Value
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.until is None or at < self.until)


Timeline = tuple[Version[Value], ...]


def since(start: datetime, value: Value) -> Timeline[Value]:
    """One value from `start` on."""
    return (Version(start=start, value=value),)


def at(timeline: Timeline[Value], instant: datetime) -> Value | None:
    """What holds at `instant`; None in a gap."""
    return next((version.value for version in timeline if version.covers(instant)), None)


def standing(timeline: Timeline[Value], instant: datetime) -> Value:
    """What holds at an instant, or else the first that will, or else the last that did."""
    following = [version for version in timeline if version.until is None or version.until > instant]
    return (following[0] if following else timeline[-1]).value


def put(timeline: Timeline[Value], value: Value, start: datetime, until: datetime | None = None) -> Timeline[Value]:
    """The timeline in which `value` holds from `start` until `until`, or else until the next version begins.

    Raises:
        ValueError: the span is empty.
    """
    ending = until or min((version.start for version in timeline if version.start > start), default=None)
    if ending is not None and ending <= start:
        raise ValueError("the span is empty")
    kept = [*clip(timeline, None, start), *(() if ending is None else clip(timeline, ending, None))]
    return _joined([*kept, Version(start=start, value=value, until=ending)])


def clip(timeline: Timeline[Value], start: datetime | None, until: datetime | None) -> Timeline[Value]:
    """What lies within [start, until); None is unbounded."""
    clipped = []
    for version in timeline:
        begin = version.start if start is None else max(version.start, start)
        end = _earlier(version.until, until)
        if end is None or begin < end:
            clipped.append(Version(start=begin, value=version.value, until=end))
    return tuple(clipped)


def spans(timeline: Timeline[Value]) -> tuple[Span, ...]:
    """When there is a value, whichever."""
    return tuple(
        Span(start=each.start, until=each.until)
        for each in _joined([Version(start=version.start, value=None, until=version.until) for version in timeline])
    )


def overlap(left: Iterable[Span], right: Iterable[Span]) -> tuple[Span, ...]:
    """When both are; ordered."""
    right = tuple(right)
    shared = []
    for one in left:
        for other in right:
            start, until = max(one.start, other.start), _earlier(one.until, other.until)
            if until is None or start < until:
                shared.append(Span(start=start, until=until))
    return tuple(sorted(shared, key=lambda span: span.start))


def union(found: Iterable[Span]) -> tuple[Span, ...]:
    """When any is; ordered, touching ones joined."""
    joined: list[Span] = []
    for span in sorted(found, key=lambda span: span.start):
        last = joined[-1] if joined else None
        if last is not None and (last.until is None or span.start <= last.until):
            joined[-1] = Span(start=last.start, until=_later(last.until, span.until))
        else:
            joined.append(span)
    return tuple(joined)


def _joined(versions: Iterable[Version[Value]]) -> Timeline[Value]:
    """In order, with neighbours of equal value made one."""
    joined: list[Version[Value]] = []
    for version in sorted(versions, key=lambda version: version.start):
        last = joined[-1] if joined else None
        if last is not None and last.until == version.start and last.value == version.value:
            joined[-1] = Version(start=last.start, value=last.value, until=version.until)
        else:
            joined.append(version)
    return tuple(joined)


def _earlier(left: datetime | None, right: datetime | None) -> datetime | None:
    return right if left is None else left if right is None else min(left, right)


def _later(left: datetime | None, right: datetime | None) -> datetime | None:
    return None if left is None or right is None else max(left, right)
