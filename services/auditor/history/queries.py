"""The SQL over the recorder's tables by which anything is asked as of an instant, by what was known before another."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, Table, Text, bindparam, cast, func, lateral, select, text, true
from sqlalchemy.dialects.postgresql import distinct_on

from services.auditor.recorder.tables import SCHEMA, AuditorTable

Rows = Select[Any]


def table(name: str) -> Table:
    """A table of the recorder."""
    return AuditorTable.metadata.tables[f"{SCHEMA}.{name}"]


verdicts, agencies, duties = table("verdicts"), table("agencies"), table("duties")
times = table("partition_times")

as_of: BindParameter[datetime] = bindparam("as_of")
known_at: BindParameter[datetime] = bindparam("known_at")
_agency: BindParameter[str] = bindparam("agency")
_duty: BindParameter[str] = bindparam("duty")

_JSON = ("timeliness", "facts", "milestones", "shares")


def _columns(of: Any) -> list[Any]:
    """The columns of a verdict, what is structured as text; its id too."""
    return [
        cast(column, Text).label(column.name) if column.name in _JSON else column
        for column in of.columns
        if column.name != "partition"
    ]


_newest = (
    select(agencies.c.code, agencies.c.known_at, cast(agencies.c.content, Text).label("content"), agencies.c.partition)
    .ext(distinct_on(agencies.c.code))
    .order_by(agencies.c.code, agencies.c.revision.desc())
)
REGISTERED: Rows = _newest
"""Every agency by its newest revision."""
ONE_REGISTERED: Rows = _newest.where(agencies.c.code == _agency)
KNOWN_AGENCIES: Rows = _newest.where(agencies.c.known_at < known_at)
"""Every agency by the newest revision that was known."""

_of_group = agencies.c.content["group"]["code"].astext
GROUPS: Rows = (
    select(cast(agencies.c.content["group"], Text).label("content"))
    .ext(distinct_on(_of_group))
    .where(agencies.c.known_at < known_at)
    .order_by(_of_group, agencies.c.known_at.desc(), agencies.c.revision.desc())
)
"""Every group as it was named last."""


def _ruling(agency: Any, duty: Any) -> Any:
    """Of the verdicts true by `as_of` and known before `known_at`, the one known last."""
    return lateral(
        select(*verdicts.columns)
        .where(
            verdicts.c.agency == agency,
            verdicts.c.duty == duty,
            verdicts.c.known_at < known_at,
            verdicts.c.effective_at <= as_of,
        )
        .order_by(verdicts.c.known_at.desc(), verdicts.c.effective_at.desc(), verdicts.c.id.desc())
        .limit(1)
    ).alias("ruling")


_assigned = select(duties.c.agency, duties.c.duty).distinct().subquery("assigned")
_of_assigned = _ruling(_assigned.c.agency, _assigned.c.duty)
STATES: Rows = select(*_columns(_of_assigned)).select_from(_assigned.join(_of_assigned, true()))
"""The state of each duty of each agency."""

_known = KNOWN_AGENCIES.subquery("known")
_of_known = _ruling(_known.c.code, _duty)
CENSUS: Rows = select(_known.c.content, _known.c.partition.label("in_partition"), *_columns(_of_known)).select_from(
    _known.outerjoin(_of_known, true())
)
"""Every agency with its state under one duty; where it has none, the columns of the verdict are empty."""

_known_then = (
    select(cast(verdicts.c.shares, Text))
    .where(
        verdicts.c.agency == _known.c.code,
        verdicts.c.duty == _duty,
        verdicts.c.known_at < known_at,
        verdicts.c.known_at <= as_of,
    )
    .order_by(verdicts.c.known_at.desc(), verdicts.c.effective_at.desc(), verdicts.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
CENSUS_IN_HINDSIGHT: Rows = CENSUS.add_columns(_known_then.label("shares_then"))
"""The same with the shares that were told by then: shares are of the instant at which they became known."""

_of_one = select(*_columns(verdicts)).where(verdicts.c.agency == _agency, verdicts.c.known_at < known_at)
_in_order = (verdicts.c.duty, verdicts.c.known_at, verdicts.c.effective_at, verdicts.c.id)
VERDICTS_OF: Rows = _of_one.order_by(*_in_order)
VERDICTS_UNDER: Rows = _of_one.where(verdicts.c.duty == _duty).order_by(*_in_order)

CHANGES: Rows = (
    select(*_columns(verdicts))
    .where(verdicts.c.duty == _duty, verdicts.c.known_at < known_at)
    .order_by(verdicts.c.agency)
)
LISTINGS: Rows = (
    select(agencies.c.code, agencies.c.known_at, cast(agencies.c.content, Text).label("content"), agencies.c.partition)
    .where(agencies.c.known_at < known_at)
    .order_by(agencies.c.code, agencies.c.revision)
)


def revisions(name: str, *key: str) -> Rows:
    """Of each entity of a table the newest revision that was known, in the order of the key."""
    of = table(name)
    columns = [of.c[each] for each in key]
    return (
        select(cast(of.c.content, Text).label("content"))
        .ext(distinct_on(*columns))
        .where(of.c.known_at < known_at)
        .order_by(*columns, of.c.revision.desc())
    )


def revisions_of(name: str, *key: str) -> Rows:
    """The same of one agency's entities."""
    return revisions(name, *key).where(table(name).c.agency == _agency)


_ever_sandboxes = select(agencies.c.code).where(agencies.c.content["kind"].astext == "sandbox")
_newest_of_those = (
    select(agencies.c.code, agencies.c.content)
    .ext(distinct_on(agencies.c.code))
    .where(agencies.c.code.in_(_ever_sandboxes))
    .order_by(agencies.c.code, agencies.c.revision.desc())
    .subquery("newest_of_those")
)
SANDBOXES = select(_newest_of_those.c.code).where(_newest_of_those.c.content["kind"].astext == "sandbox")
"""They have pages of their own, and are in nothing else that is shown."""

_known_duties = (
    select(*duties.columns)
    .ext(distinct_on(duties.c.agency, duties.c.duty))
    .where(duties.c.known_at < known_at)
    .order_by(duties.c.agency, duties.c.duty, duties.c.revision.desc())
    .subquery("known_duties")
)
CHAINS: Rows = (
    select(cast(_known_duties.c.content, Text).label("content"))
    .ext(distinct_on(_known_duties.c.mandate, _known_duties.c.duty))
    .where(_known_duties.c.agency.not_in(SANDBOXES))
    .order_by(
        _known_duties.c.mandate,
        _known_duties.c.duty,
        func.jsonb_array_length(_known_duties.c.content["deadlines"]).desc(),
        _known_duties.c.revision.desc(),
        _known_duties.c.agency,
    )
)
"""One example of each duty, with the longest chain of deadlines."""

PLANNED_EACH_TIME = text(
    "select set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true)"
)
"""A plan for any instant is twice as slow as one for the instant asked for, and compiling takes longer than asking."""

TIMES: Rows = select(times.c.topic, times.c.partition, times.c.time).where(
    times.c.topic == func.any(bindparam("topics"))
)
