"""Keeps `standings` what `agencies` and `verdicts` make them, in the transaction that adds to those."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from mohlat_contracts.registry import AgencyData
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.auditor.figures.placing import Place
from services.auditor.recorder.tables import SCHEMA, AuditorTable
from services.auditor.standings.alike import write_said
from services.auditor.standings.filing import LISTED, Common, Key, Standing, filed, standings_of
from services.auditor.standings.periods import Listing, Period, Ruling, Verdict, resumed

_tables = AuditorTable.metadata.tables
_agencies, _verdicts = _tables[f"{SCHEMA}.agencies"], _tables[f"{SCHEMA}.verdicts"]
_standings = _tables[f"{SCHEMA}.standings"]
_places, _sayings = _tables[f"{SCHEMA}.places"], _tables[f"{SCHEMA}.sayings"]
_codes: Any = func.any(cast(bindparam("codes"), ARRAY(Text)))
_duty: BindParameter[str | None] = bindparam("duty", type_=Text)


def _under(table: Table) -> ColumnElement[bool]:
    """Of one duty, or of any."""
    return or_(_duty.is_(None), table.c.duty == _duty)


_REGISTERED = select(
    _agencies.c.code, _agencies.c.known_at, cast(_agencies.c.content, Text).label("content"), _agencies.c.partition
).where(_agencies.c.code == _codes)

_verdict = select(
    _verdicts.c.agency,
    _verdicts.c.duty,
    _verdicts.c.known_at,
    _verdicts.c.effective_at,
    _verdicts.c.id,
    _verdicts.c.status,
    _verdicts.c.reason,
    _verdicts.c.grade,
    _verdicts.c.deadline_revision,
    cast(_verdicts.c.timeliness, Text),
)
_JUDGED = _verdict.where(_verdicts.c.agency == _codes, _under(_verdicts))
_KEPT = select(*_standings.columns).where(_standings.c.agency == _codes, _under(_standings))

_news = (
    func.unnest(
        cast(bindparam("codes"), ARRAY(Text)),
        cast(bindparam("since"), ARRAY(DateTime(timezone=True))),
        cast(bindparam("earliest"), ARRAY(DateTime(timezone=True))),
    )
    .table_valued("code", "since", "earliest", name="news")
    .render_derived()
)
"""Agencies, since when there is something new known of each, and since when at the earliest it is true."""

_NEWS = _verdict.where(
    _verdicts.c.agency == _news.c.code, _verdicts.c.duty == _duty, _verdicts.c.known_at >= _news.c.since
)
_CHANGED = select(
    *_standings.columns, *(_places.c[name] for name in ("kind", "group_code", "parent", "province"))
).where(
    _standings.c.agency == _news.c.code,
    _standings.c.duty == _duty,
    _standings.c.known_until >= _news.c.since,
    _standings.c.true_until >= _news.c.earliest,
    _places.c.id == _standings.c.place,
)
_TURN = text("select pg_advisory_xact_lock(hashtext('mohlat.auditor.standings'), :partition)")


class Registered(NamedTuple):
    """An agency's registrations and its partition."""

    partition: int
    listings: list[Listing]


async def take_turns(connection: AsyncConnection, partitions: Iterable[int]) -> None:
    """Wait for whoever else records in these partitions: what is derived must see all that was added."""
    for partition in sorted(set(partitions)):
        await connection.execute(_TURN, {"partition": partition})


async def derive(connection: AsyncConnection, agencies: Collection[str], duty: str | None = None) -> None:
    """Derive the standings of these agencies, under a duty or all of them, anew and write what is different."""
    if not agencies:
        return
    asked, common = {"codes": sorted(agencies), "duty": duty}, Common()
    registered = await _registered(connection, agencies)
    verdicts = _by_agency((await connection.execute(_JUDGED, asked)).all(), common)
    kept = [Standing(*row) for row in (await connection.execute(_KEPT, asked)).all()]
    wanted: list[Standing] = []
    for agency, (partition, listings) in registered.items():
        under = verdicts[agency] if duty else {LISTED: [], **verdicts[agency]}
        wanted += standings_of(agency, partition, listings, under, common)
    await _write_what_differs(connection, common, kept, wanted)


async def derive_on(connection: AsyncConnection, duty: str, known: Mapping[str, datetime]) -> None:
    """The same after verdicts under a duty that became known at these instants at the earliest: go on from there.

    Whoever was registered anew since then is derived from the beginning.
    """
    registered = await _registered(connection, known)
    anew = {code for code, each in registered.items() if any(at.known_at >= known[code] for at in each.listings)}
    await derive(connection, anew, duty)
    going_on = {code: each for code, each in registered.items() if code not in anew}
    if going_on:
        await _go_on(connection, duty, known, going_on)


async def _go_on(
    connection: AsyncConnection, duty: str, known: Mapping[str, datetime], registered: Mapping[str, Registered]
) -> None:
    codes, common = sorted(registered), Common()
    since = [known[code] for code in codes]
    asked = {"duty": duty, "codes": codes, "since": since, "earliest": since}
    news = _by_agency((await connection.execute(_NEWS, asked)).all(), common)
    earliest = {code: min([each.effective_at for each in news[code][duty]], default=known[code]) for code in codes}
    asked["earliest"] = [earliest[code] for code in codes]
    kept: list[Standing] = []
    so_far: dict[str, list[Period[int]]] = defaultdict(list)
    for row in await connection.execute(_CHANGED, asked):
        standing = Standing(*row[: len(Standing._fields)])
        kept.append(standing)
        if standing.known_from < known[standing.agency]:
            so_far[standing.agency].append(_period(standing, Place(*row[len(Standing._fields) :])))
    wanted: list[Standing] = []
    for code, (partition, listings) in registered.items():
        found = resumed(listings, so_far[code], news[code][duty])
        wanted += (filed(code, duty, period, partition, common) for period in found if period.ruling.said is not None)
    await _write_what_differs(connection, common, kept, wanted)


async def _registered(connection: AsyncConnection, agencies: Iterable[str]) -> dict[str, Registered]:
    found: dict[str, Registered] = {}
    for code, known_at, content, partition in await connection.execute(_REGISTERED, {"codes": sorted(agencies)}):
        data = msgspec.json.decode(content, type=AgencyData)
        found.setdefault(code, Registered(partition, [])).listings.append(Listing(known_at, data))
    return found


def _by_agency(rows: Iterable[Any], common: Common) -> dict[str, dict[str, list[Verdict[int]]]]:
    found: dict[str, dict[str, list[Verdict[int]]]] = defaultdict(lambda: defaultdict(list))
    for agency, duty, known_at, effective_at, id, *said in rows:
        found[agency][duty].append(Verdict(known_at, effective_at, id, common.saying(write_said(*said))))
    return found


def _period(row: Standing, place: Place) -> Period[int]:
    return Period(row.true_from, row.true_until, row.known_from, row.known_until, Ruling(place, row.said))


async def _write_what_differs(
    connection: AsyncConnection, common: Common, kept: Iterable[Standing], wanted: Iterable[Standing]
) -> None:
    there, then = {row.key: row for row in kept}, {row.key: row for row in wanted}
    await _write(connection, common, [row for key, row in then.items() if there.get(key) != row])
    await _remove(connection, [key for key in there if key not in then])


async def _write(connection: AsyncConnection, common: Common, rows: Sequence[Standing]) -> None:
    if not rows:
        return
    for table, found in zip((_places, _sayings), common.rows(), strict=True):
        if found:
            await connection.execute(insert(table).on_conflict_do_nothing(), found)
    statement = insert(_standings)
    other = {name: statement.excluded[name] for name in Standing._fields[4:]}
    upsert = statement.on_conflict_do_update(index_elements=list(_standings.primary_key.columns), set_=other)
    await connection.execute(upsert, [row._asdict() for row in rows])


_GONE = delete(_standings).where(
    and_(*(_standings.c[name] == bindparam(f"gone_{name}") for name in Standing._fields[:4]))
)


async def _remove(connection: AsyncConnection, keys: Sequence[Key]) -> None:
    if keys:
        names = [f"gone_{name}" for name in Standing._fields[:4]]
        await connection.execute(_GONE, [dict(zip(names, key, strict=True)) for key in keys])
