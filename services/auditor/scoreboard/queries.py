"""The scoreboard's SQL, over the recorder's tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, Table, bindparam, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.auditor.recorder.tables import SCHEMA, AuditorTable


def _table(name: str) -> Table:
    return AuditorTable.metadata.tables[f"{SCHEMA}.{name}"]


_verdicts, _agencies, _duties = _table("verdicts"), _table("agencies"), _table("duties")
_exemptions, _notices, _times = _table("exemptions"), _table("notices"), _table("partition_times")

_code: BindParameter[str] = bindparam("code")
_as_of: BindParameter[datetime] = bindparam("as_of")
Rows = Select[Any]


def _columns(table: Table, *without: str) -> list[Any]:
    return [column for column in table.columns if column.name not in without]


AGENCIES: Rows = select(*_columns(_agencies, "revision", "group_code"), _agencies.c.group_code.label("group")).order_by(
    _agencies.c.code
)
ONE_AGENCY = AGENCIES.where(_agencies.c.code == _code)

STATES: Rows = (
    select(*_columns(_verdicts, "id", "partition"))
    .ext(distinct_on(_verdicts.c.agency, _verdicts.c.duty))
    .where(_verdicts.c.known_at < bindparam("known_at"), _verdicts.c.effective_at <= _as_of)
    .order_by(
        _verdicts.c.agency,
        _verdicts.c.duty,
        _verdicts.c.known_at.desc(),
        _verdicts.c.effective_at.desc(),
        _verdicts.c.id.desc(),
    )
)
"""The state of each duty: of the verdicts true by `as_of` and known by `known_at`, the one known last."""

HISTORY: Rows = (
    select(*_columns(_verdicts, "id", "partition"))
    .where(_verdicts.c.agency == _code)
    .order_by(_verdicts.c.duty, _verdicts.c.known_at, _verdicts.c.effective_at, _verdicts.c.id)
)

DUTIES: Rows = select(*_columns(_duties, "partition")).where(_duties.c.agency == _code).order_by(_duties.c.duty)

CHAINS: Rows = (
    select(*_columns(_duties, "partition"))
    .ext(distinct_on(_duties.c.mandate, _duties.c.duty))
    .order_by(
        _duties.c.mandate,
        _duties.c.duty,
        func.jsonb_array_length(_duties.c.deadlines).desc(),
        _duties.c.revision.desc(),
        _duties.c.agency,
    )
)
"""One example of each duty, with the longest chain of deadlines."""

EXEMPTIONS: Rows = (
    select(*_columns(_exemptions, "partition"))
    .where(_exemptions.c.agency == _code)
    .order_by(_exemptions.c.mandate, _exemptions.c.exemption)
)

LETTER_COUNTS: Rows = (
    select(_notices.c.step, _notices.c.recipient, func.count().label("count"))
    .where(_notices.c.at <= _as_of)
    .group_by(_notices.c.step, _notices.c.recipient)
)

_letter = _columns(_notices, "partition")
_letter_order = (_notices.c.at, *_notices.primary_key.columns)

LETTERS: Rows = (
    select(*_letter)
    .where(
        _notices.c.at <= _as_of,
        _notices.c.step == bindparam("step"),
        _notices.c.recipient == bindparam("recipient"),
    )
    .order_by(*_letter_order)
)

LETTERS_ABOUT: Rows = select(*_letter).where(_notices.c.agency == _code).order_by(*_letter_order)

TIMES: Rows = select(_times.c.partition, _times.c.time).where(_times.c.topic == bindparam("topic"))
