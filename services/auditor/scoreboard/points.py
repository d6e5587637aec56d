"""A figure day by day and at single instants, by the quickest way that its definition allows."""

import asyncio
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from mohlat_contracts.registry import Deadline

from services.auditor.figures import Definition, figure
from services.auditor.figures.burnup import BurnUp, burnt_up
from services.auditor.figures.series import History as Changes
from services.auditor.figures.series import Point, trend
from services.auditor.history import History
from services.calendar.civil import end_of_day, last_day_before


def last_full_day(instant: datetime) -> date:
    """The last day of Tehran that has ended by an instant."""
    day = last_day_before(instant)
    return day if end_of_day(day) <= instant else day - timedelta(days=1)


async def points_of(
    history: History, definition: Definition, first: date, last: date, known_at: datetime | None
) -> tuple[Point, ...]:
    """The figure at the end of each day; without `known_at` each by what was known then.

    Raises:
        SeriesInvalid: the days are the wrong way round or too many.
    """
    if history.quick(definition):
        return await history.trend(definition, first, last, known_at)
    if known_at is None:
        changes = await history.changes(definition.duty)
        return await asyncio.to_thread(trend, definition, changes, first, last)
    # In hindsight a body's shares on a day are not those of the verdict that rules it now: each day is counted anew.
    days = ((first + timedelta(days=n)) for n in range((last - first).days + 1))
    return tuple([await point_at(history, definition, end_of_day(day), known_at) for day in days])


async def point_at(history: History, definition: Definition, instant: datetime, known_at: datetime | None) -> Point:
    """The figure at an instant."""
    known = known_at or instant
    if history.quick(definition):
        counts = await history.counts(definition, instant, known)
        numbers = counts.numerator, counts.denominator, counts.not_judged
    else:
        found = figure(definition, await history.census(definition.duty, instant, known))
        numbers = found.numerator, found.denominator, len(found.not_judged)
    numerator, denominator, not_judged = numbers
    return Point(
        day=last_day_before(instant),
        as_of=instant,
        numerator=numerator,
        denominator=denominator,
        not_judged=not_judged,
    )


async def burn_up_of(
    history: History,
    definition: Definition,
    first: date,
    last: date,
    known_at: datetime | None,
    chain: Iterable[Deadline],
) -> BurnUp:
    """The figure day by day against each deadline of a chain."""
    deadlines = tuple(chain)
    through = Changes(definition.duty, (), await history.judged(), known_at).judged_through()
    instants = {instant for each in deadlines for instant in (each.at, each.announced_at)}
    told = {
        instant: await point_at(history, definition, instant, known_at)
        for instant in sorted(instants)
        if through is not None and instant <= through
    }
    points = await points_of(history, definition, first, last, known_at)
    return burnt_up(points, deadlines, through, told.__getitem__)
