"""Figures counted by PostgreSQL: how many bodies stand alike at an instant, found by the forks of their periods.

What each kind of body means for a figure is left to the definition itself, so that there is one word on it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import DateTime, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.auditor.figures.bodies import reached
from services.auditor.figures.computing import Place as Standing
from services.auditor.figures.computing import place_of_selected
from services.auditor.figures.definitions import KINDS, Definition
from services.auditor.history.records import Counts, Line, Times
from services.auditor.standings.alike import a_body
from services.auditor.standings.filing import LISTED
from services.auditor.standings.forks import MICROSECOND, path_to

By = Literal["group", "province", "parent", "kind"]
_HOLDING = """
    select place, said, agency from auditor.standings where duty = :{duty} and known_fork is not null
        and known_fork = any(:known_after) and known_from <= :known and true_from <= :at
    union all
    select place, said, agency from auditor.standings where duty = :{duty} and known_fork is not null
        and known_fork = any(:known_before) and known_until > :known and true_from <= :at
    union all
    select place, said, agency from auditor.standings where duty = :{duty} and true_fork is not null
        and true_fork = any(:true_after) and true_from <= :at and known_from <= :known and known_until > :known
    union all
    select place, said, agency from auditor.standings where duty = :{duty} and true_fork is not null
        and true_fork = any(:true_before) and true_until > :at and known_from <= :known and known_until > :known
"""
_UNDER, _ON_LIST = _HOLDING.format(duty="duty"), _HOLDING.format(duty="listed")
_PATHS = [
    bindparam(name, type_=ARRAY(DateTime(timezone=True)))
    for name in ("known_after", "known_before", "true_after", "true_before")
]

SELECTED = """
    p.kind = any(:kinds) and (cast(:group as text) is null or p.group_code = :group)
    and (cast(:parent as text) is null or p.parent = :parent)
    and (cast(:provinces as text[]) is null or p.province = any(:provinces))
"""
"""The condition on a place `p` that a figure is about the bodies there."""


def _alike(holding: str, key: str) -> TextClause:
    """How many bodies that a figure is about are in each partition, have a key, and have the same said of them."""
    return text(
        f"""
        select found.partition, found.key, s.content, found.bodies from (
            select p.partition, {key} as key, holding.said, count(*) as bodies
            from ({holding}) holding join auditor.places p on p.id = holding.place where {SELECTED}
            group by p.partition, {key}, holding.said
        ) found left join auditor.sayings s on s.id = found.said
        """  # noqa: S608
    ).bindparams(*_PATHS)


_SAYINGS = text("select id, content from auditor.sayings")
_CODES = f"""
    select agency from ({{holding}}) holding join auditor.places p on p.id = holding.place
    where {SELECTED} and p.partition = any(:partitions) and agency > :after
"""  # noqa: S608
_PAGE = " order by agency limit :most"
_SAID = " and said = any(:sayings)"
_UNDER_CODES = text(_CODES.format(holding=_UNDER) + _SAID + _PAGE).bindparams(*_PATHS)
_LISTED_CODES = text(_CODES.format(holding=_ON_LIST) + _PAGE).bindparams(*_PATHS)
_LESS = f" and agency not in (select agency from ({_UNDER}) others where said = any(:others))"  # noqa: S608
_LISTED_CODES_LESS = text(_CODES.format(holding=_ON_LIST) + _LESS + _PAGE).bindparams(*_PATHS)


class Alike(NamedTuple):
    """So many bodies of which the same is said, in one partition, with one key."""

    partition: int
    key: str | None
    said: str | None
    bodies: int


def quick(definition: Definition) -> bool:
    """Whether bodies of which the same is said are alike to this definition: shares are each body's own."""
    return definition.counts != "share"


class Counting:
    """The bodies under one duty at one instant, by what was known before another.

    Args:
        judged: how far each partition was judged.
    """

    def __init__(
        self, connection: AsyncConnection, duty: str, as_of: datetime, known_at: datetime, judged: Times
    ) -> None:
        self._connection = connection
        self._asked = _asked(duty, as_of, known_at)
        self._judged = [each for each, time in judged.items() if reached(time, as_of, known_at)]
        self._not_judged = [each for each in judged if each not in self._judged]

    async def counts(self, definition: Definition) -> Counts:
        """The figure by its numbers."""
        return _counts(self._standings(definition, await self._alike(definition, "")))

    async def counts_by(self, definition: Definition, by: By) -> tuple[Line, ...]:
        """The figure over the bodies of each group, province, parent or kind that it is about, by key."""
        parts: dict[str | None, list[Alike]] = {}
        for alike in await self._alike(definition, by):
            parts.setdefault(alike.key, []).append(alike)
        in_order = sorted(parts.items(), key=lambda part: (part[0] is None, part[0] or ""))
        lines = (Line(key=key, counts=_counts(self._standings(definition, part))) for key, part in in_order)
        return tuple(line for line in lines if line.counts.denominator or line.counts.not_judged)

    async def bodies(self, definition: Definition, standing: Standing, after: str, most: int) -> tuple[str, ...]:
        """The first codes after a code, sorted, of the bodies that stand like this in the figure."""
        asked = {**self._asked, **selecting(definition), "after": after, "most": most, "partitions": self._judged}
        statement = _UNDER_CODES
        if standing == "not_judged":
            statement, asked["partitions"] = _LISTED_CODES, self._not_judged
        else:
            rows = (await self._connection.execute(_SAYINGS)).all()
            same = {id: stands(definition, said) == standing for id, said in rows}
            asked["sayings"] = [id for id, alike in same.items() if alike]
            if stands(definition, None) == standing:  # those without a verdict, too
                statement = _LISTED_CODES_LESS
                asked["others"] = [id for id, alike in same.items() if not alike]
        return tuple((await self._connection.execute(statement, asked)).scalars())

    async def _alike(self, definition: Definition, by: By | Literal[""]) -> list[Alike]:
        """All bodies that the figure is about; those without a verdict only where they matter."""
        asked = {**self._asked, **selecting(definition)}
        under = await self._counted(_ALIKE_UNDER[by], asked)
        if not self._not_judged and stands(definition, None) == "left_out":
            return under
        return under + _less(await self._counted(_ALIKE_LISTED[by], asked), under)

    async def _counted(self, statement: TextClause, asked: Mapping[str, object]) -> list[Alike]:
        return [Alike(*row) for row in await self._connection.execute(statement, asked)]

    def _standings(self, definition: Definition, alike: Iterable[Alike]) -> Iterator[tuple[Standing, int]]:
        for each in alike:
            yield stands(definition, each.said, judged=each.partition in self._judged), each.bodies


_KEYS: Mapping[By | Literal[""], str] = {
    "": "cast(null as text)",
    "group": "p.group_code",
    "province": "p.province",
    "parent": "p.parent",
    "kind": "p.kind",
}
_ALIKE_UNDER = {by: _alike(_UNDER, key) for by, key in _KEYS.items()}
_ALIKE_LISTED = {by: _alike(_ON_LIST, key) for by, key in _KEYS.items()}


def stands(definition: Definition, said: str | None, *, judged: bool = True) -> Standing:
    """Where a body of which this is said stands in a figure that is about it; None: it has no verdict."""
    return place_of_selected(definition, a_body(said, judged=judged))


def selecting(definition: Definition) -> dict[str, object]:
    """The parameters of SELECTED. Nobody has a trait other than a province."""
    others = [key for key in definition.where if key != "province"]
    return {
        "kinds": [] if others else list(KINDS[definition.among]),
        "group": definition.group,
        "parent": definition.parent,
        "provinces": list(definition.where["province"]) if "province" in definition.where else None,
    }


def _asked(duty: str, as_of: datetime, known_at: datetime) -> dict[str, object]:
    """What is known before an instant is known at the one right before it."""
    known = known_at - MICROSECOND
    knowing, being = path_to(known), path_to(as_of)
    return {
        "duty": duty,
        "listed": LISTED,
        "at": as_of,
        "known": known,
        "known_after": knowing.after,
        "known_before": knowing.before,
        "true_after": being.after,
        "true_before": being.before,
    }


def _less(listed: Iterable[Alike], under: Iterable[Alike]) -> list[Alike]:
    """The bodies on the list that have no verdict under the duty."""
    with_verdict: Counter[tuple[int, str | None]] = Counter()
    for each in under:
        with_verdict[each.partition, each.key] += each.bodies
    rest = (each._replace(bodies=each.bodies - with_verdict[each.partition, each.key]) for each in listed)
    return [each for each in rest if each.bodies]


def _counts(standings: Iterable[tuple[Standing, int]]) -> Counts:
    sums: Counter[Standing] = Counter()
    for standing, bodies in standings:
        sums[standing] += bodies
    return Counts(
        numerator=sums["counted"],
        denominator=sums["counted"] + sums["not_counted"],
        not_judged=sums["not_judged"],
    )
