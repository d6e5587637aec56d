"""A figure day by day, from a list of changes. Pure.

A day is a civil day of Tehran and stands for its end. The sweep touches each change once; that it says what counting
anew on each day would say is held by a property test.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from mohlat_contracts.envelope import Instant
from msgspec import Struct, structs

from services.auditor.figures.bodies import Body, Census, reached
from services.auditor.figures.computing import Place, percent, place
from services.auditor.figures.definitions import Definition
from services.calendar.civil import end_of_day

LONGEST = 36_600
"""Days in one series: a century."""


class SeriesInvalid(ValueError):
    """Days that make no series, or a change that nobody knows of."""


class Change(Struct, frozen=True, kw_only=True):
    """How a body has stood since `effective_at`, as became known at `body.known_at`.

    Attributes:
        id: of the verdict; of two known at one instant and effective at one, the higher id rules.
        body: its `judged` is not looked at: the partition's time decides.
    """

    effective_at: Instant
    body: Body
    id: str = ""


class Point(Struct, frozen=True, kw_only=True):
    """The figure at the end of a day; `percent` with one decimal, None over no bodies."""

    day: date
    as_of: datetime
    numerator: int
    denominator: int
    not_judged: int

    @property
    def percent(self) -> Decimal | None:
        return percent(self.numerator, self.denominator)


class History(NamedTuple):
    """All changes under one duty.

    Attributes:
        w: how far each partition was judged.
        known_at: by what was known before this instant; None for each day by what was known at its end.
    """

    duty: str
    changes: Sequence[Change]
    w: Mapping[int, datetime | None]
    known_at: datetime | None = None

    def census(self, as_of: datetime) -> Census:
        """The bodies as of an instant, counted anew from all the changes."""
        known_at = as_of if self.known_at is None else self.known_at
        ruling: dict[str, Change] = {}
        for change in self.changes:
            if change.effective_at <= as_of and known_when(change) < known_at:
                before = ruling.get(change.body.code)
                if before is None or _rank(before) < _rank(change):
                    ruling[change.body.code] = change
        bodies = tuple(
            structs.replace(ruling[code].body, judged=reached(self.w.get(ruling[code].body.partition), as_of, known_at))
            for code in sorted(ruling)
        )
        return Census(duty=self.duty, as_of=as_of, known_at=known_at, bodies=bodies, w=dict(self.w))

    def judged_through(self) -> datetime | None:
        """The instant up to which every partition is judged; None while there is none that can be asked for."""
        times = [time for time in self.w.values() if time is not None]
        if not times or len(times) < len(self.w):
            return None
        return None if self.known_at is not None and min(times) < self.known_at else min(times)


def known_when(change: Change) -> datetime:
    """When a change became known.

    Raises:
        SeriesInvalid: it does not say.
    """
    if change.body.known_at is None:
        raise SeriesInvalid(f"the change of {change.body.code} does not say when it became known")
    return change.body.known_at


def trend(definition: Definition, history: History, first: date, last: date) -> tuple[Point, ...]:
    """The figure at the end of each day from `first` to `last`.

    Raises:
        SeriesInvalid: the days are the wrong way round or too many, or a change does not say when it became known.
    """
    days = days_of(first, last)
    ends = [end_of_day(day) for day in days]
    sums: Counter[Place | None] = Counter()
    places: dict[str, Place | None] = {}
    points, waiting = [], _agenda(definition, history, ends)
    for index, day in enumerate(days):
        for code, moved_to in waiting.get(index, ()):
            sums[places.get(code)] -= 1
            sums[moved_to] += 1
            places[code] = moved_to
        points.append(_point(day, ends[index], sums))
    return tuple(points)


def days_of(first: date, last: date) -> list[date]:
    """Every day of a series.

    Raises:
        SeriesInvalid: the wrong way round, or too many.
    """
    count = (last - first).days + 1
    if not 1 <= count <= LONGEST:
        raise SeriesInvalid(f"a series has 1 to {LONGEST} days, not {count}")
    return [first + timedelta(days=n) for n in range(count)]


def _rank(change: Change) -> tuple[datetime, datetime, str]:
    return known_when(change), change.effective_at, change.id


_Agenda = dict[int, list[tuple[str, Place | None]]]


def _agenda(definition: Definition, history: History, ends: list[datetime]) -> _Agenda:
    """By the index of a day: who stands elsewhere from then on, and where."""
    by_code: dict[str, list[tuple[int, Change]]] = {}
    for change in history.changes:
        index = _first_day(change, history.known_at, ends)
        if index is not None and index < len(ends):
            by_code.setdefault(change.body.code, []).append((index, change))
    agenda: _Agenda = {}
    for code, changes in by_code.items():
        for index, change in _ruling(changes):
            for at, where in _stays(definition, history, change.body, index, ends):
                agenda.setdefault(at, []).append((code, where))
    return agenda


def _first_day(change: Change, known_at: datetime | None, ends: list[datetime]) -> int | None:
    """The index of the first day at whose end the change is both true and known; None when it is known too late."""
    effective = bisect_left(ends, change.effective_at)
    if known_at is None:
        return max(effective, bisect_right(ends, known_when(change)))
    return effective if known_when(change) < known_at else None


def _ruling(changes: list[tuple[int, Change]]) -> Iterable[tuple[int, Change]]:
    """Those changes that rule from their day on: one of a lower rank than the one before them does not."""
    ruling: Change | None = None
    for index, change in sorted(changes, key=itemgetter(0)):
        if ruling is None or _rank(ruling) < _rank(change):
            ruling = change
            yield index, change


def _stays(
    definition: Definition, history: History, body: Body, index: int, ends: list[datetime]
) -> Iterable[tuple[int, Place | None]]:
    """Where a body stands from a day on: in its place as long as its partition is judged, and not judged after."""
    judged_before = _judged_before(history, body.partition, ends)
    if index < judged_before:
        yield index, place(definition, structs.replace(body, judged=True))
    if judged_before < len(ends):
        yield max(index, judged_before), place(definition, structs.replace(body, judged=False))


def _judged_before(history: History, partition: int, ends: list[datetime]) -> int:
    """The index of the first day that is not judged in a partition."""
    w = history.w.get(partition)
    if w is None or (history.known_at is not None and w < history.known_at):
        return 0
    return bisect_right(ends, w)


def _point(day: date, as_of: datetime, sums: Mapping[Place | None, int]) -> Point:
    return Point(
        day=day,
        as_of=as_of,
        numerator=sums.get("counted", 0),
        denominator=sums.get("counted", 0) + sums.get("not_counted", 0),
        not_judged=sums.get("not_judged", 0),
    )
