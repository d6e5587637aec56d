"""The scoreboard's SQL, over the recorder's tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, Table, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.auditor.recorder.tables import SCHEMA, AuditorTable


def _table(name: str) -> Table:
    return AuditorTable.metadata.tables[f"{SCHEMA}.{name}"]


_verdicts, _agencies, _duties = _table("verdicts"), _table("agencies"), _table("duties")
_exemptions, _notices, _times = _table("exemptions"), _table("notices"), _table("partition_times")
_signals = _table("signals")

_code: BindParameter[str] = bindparam("code")
_as_of: BindParameter[datetime] = bindparam("as_of")
Rows = Select[Any]


def _columns(table: Table, *without: str) -> list[Any]:
    return [column for column in table.columns if column.name not in without]


AGENCIES: Rows = select(*_columns(_agencies, "revision", "group_code"), _agencies.c.group_code.label("group")).order_by(
    _agencies.c.code
)
ONE_AGENCY = AGENCIES.where(_agencies.c.code == _code)

_sandboxes = select(_agencies.c.code).where(_agencies.c.kind == "sandbox")
"""They have pages of their own, and are in nothing else that is shown."""

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
    .where(_duties.c.agency.not_in(_sandboxes))
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

_newest_first = (_signals.c.known_at.desc(), _signals.c.id.desc())

SIGNALS: Rows = (
    select(*_columns(_signals, "partition"))
    .where(_signals.c.known_at < _as_of)
    .order_by(*_newest_first)
    .limit(bindparam("limit", type_=Integer))
)
SIGNALS_OF_BODIES = SIGNALS.where(_signals.c.agency.not_in(_sandboxes))
SIGNALS_OF_ONE = SIGNALS.where(_signals.c.agency == _code)


def signals_after(statement: Rows) -> Rows:
    """Those that follow, newest first, the one with id `after`, which became known at `after_known_at`."""
    known_at: BindParameter[datetime] = bindparam("after_known_at")
    same_instant = and_(_signals.c.known_at == known_at, _signals.c.id < bindparam("after"))
    return statement.where(or_(_signals.c.known_at < known_at, same_instant))


ONE_SIGNAL: Rows = select(_signals.c.known_at).where(_signals.c.id == bindparam("after"))

SIGNAL_COUNT: Rows = select(func.count().label("count")).where(
    _signals.c.known_at < _as_of, _signals.c.agency.not_in(_sandboxes)
)

SIGNALS_ABOUT: Rows = (
    select(*_columns(_signals, "partition")).where(_signals.c.agency == _code).order_by(*_newest_first).limit(20)
)
"""The newest; a page of their own has the rest."""

TIMES: Rows = select(_times.c.partition, _times.c.time).where(_times.c.topic == bindparam("topic"))
