"""A figure day by day, counted by PostgreSQL: on how many days each period holds, all of them in one pass.

A day stands for its end, by what was known then or by what was known at one instant. Either way a period holds on a row
of days: it comes in on one and goes out on another, and only how many come and go is read.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import DateTime, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.auditor.figures.bodies import reached
from services.auditor.figures.computing import Place as Standing
from services.auditor.figures.definitions import Definition
from services.auditor.figures.series import Point, days_of
from services.auditor.history.counting import SELECTED, selecting, stands
from services.auditor.history.records import Times
from services.auditor.standings.filing import LISTED
from services.auditor.standings.forks import MICROSECOND
from services.calendar.civil import end_of_day

_MOMENT = "interval '1 microsecond'"
_AS_KNOWN_THEN = f"greatest(true_from, known_from + {_MOMENT})", f"least(true_until, known_until + {_MOMENT})"
_IN_HINDSIGHT = "true_from", "true_until"


def _turns(begin: str, end: str, known: str = "") -> TextClause:
    """By day: how many bodies of a partition, of whom the same is said, come in, less those that go out.

    `width_bucket` counts the days that end before an instant.
    """
    return text(
        f"""
        select day, partition, content, bodies from (
            select turn.day, p.partition, s.said, cast(sum(turn.bodies) as int) as bodies
            from auditor.standings s join auditor.places p on p.id = s.place
            cross join lateral (values
                (width_bucket({begin} - {_MOMENT}, :ends), 1), (width_bucket({end} - {_MOMENT}, :ends), -1)
            ) turn (day, bodies)
            where s.duty = :duty and {SELECTED} and {begin} < {end} {known}
            group by turn.day, p.partition, s.said
        ) turns left join auditor.sayings on id = said
        where bodies <> 0 order by day
        """  # noqa: S608
    ).bindparams(bindparam("ends", type_=ARRAY(DateTime(timezone=True))))


_THEN = _turns(*_AS_KNOWN_THEN)
_HINDSIGHT = _turns(*_IN_HINDSIGHT, "and known_from <= :known and known_until > :known")


class Turn(NamedTuple):
    """From a day on, so many bodies more (or less) of which this is said; None where there is no verdict to say it."""

    day: int
    partition: int
    said: str | None
    bodies: int


async def trend(
    connection: AsyncConnection, definition: Definition, first: date, last: date, known_at: datetime | None, w: Times
) -> tuple[Point, ...]:
    """The figure at the end of each day; `known_at` None: by what was known then.

    Args:
        w: how far each partition is judged.

    Raises:
        SeriesInvalid: the days are the wrong way round or too many.
    """
    days = days_of(first, last)
    ends = [end_of_day(day) for day in days]
    asked = {**selecting(definition), "ends": ends}
    if known_at is not None:
        asked["known"] = known_at - MICROSECOND
    statement = _THEN if known_at is None else _HINDSIGHT
    under = await _read(connection, statement, {**asked, "duty": definition.duty})
    listed = await _read(connection, statement, {**asked, "duty": LISTED})
    turns = [*under, *listed, *(turn._replace(said=None, bodies=-turn.bodies) for turn in under)]
    judged = [[each for each, time in w.items() if reached(time, end, known_at or end)] for end in ends]
    return tuple(
        Point(
            day=day,
            as_of=end,
            numerator=sums["counted"],
            denominator=sums["counted"] + sums["not_counted"],
            not_judged=sums["not_judged"],
        )
        for day, end, sums in zip(days, ends, _swept(definition, turns, judged), strict=True)
    )


async def _read(connection: AsyncConnection, statement: TextClause, asked: Mapping[str, object]) -> list[Turn]:
    return [Turn(*row) for row in await connection.execute(statement, asked)]


def _swept(
    definition: Definition, turns: Iterable[Turn], judged: Sequence[Collection[int]]
) -> Iterator[Counter[Standing]]:
    """The sums of each day, given the partitions that are judged by then."""
    by_day: dict[int, list[Turn]] = defaultdict(list)
    for turn in turns:
        by_day[turn.day].append(turn)
    standings: dict[int, Counter[Standing]] = defaultdict(Counter)
    for day, done in enumerate(judged):
        for turn in by_day[day]:
            standings[turn.partition][stands(definition, turn.said)] += turn.bodies
        sums: Counter[Standing] = Counter()
        for partition, found in standings.items():
            sums.update(found if partition in done else {"not_judged": found.total()})
        yield sums
