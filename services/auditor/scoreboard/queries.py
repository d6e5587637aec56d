"""The scoreboard's own SQL, of letters and signals, over the recorder's tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Integer, Table, and_, bindparam, func, or_, select

from services.auditor.history.queries import SANDBOXES, Rows, table, times

_notices, _signals = table("notices"), table("signals")

_code: BindParameter[str] = bindparam("code")
_as_of: BindParameter[datetime] = bindparam("as_of")


def _columns(table: Table, *without: str) -> list[Any]:
    return [column for column in table.columns if column.name not in without]


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
SIGNALS_OF_BODIES = SIGNALS.where(_signals.c.agency.not_in(SANDBOXES))
SIGNALS_OF_ONE = SIGNALS.where(_signals.c.agency == _code)


def signals_after(statement: Rows) -> Rows:
    """Those that follow, newest first, the one with id `after`, which became known at `after_known_at`."""
    known_at: BindParameter[datetime] = bindparam("after_known_at")
    same_instant = and_(_signals.c.known_at == known_at, _signals.c.id < bindparam("after"))
    return statement.where(or_(_signals.c.known_at < known_at, same_instant))


ONE_SIGNAL: Rows = select(_signals.c.known_at).where(_signals.c.id == bindparam("after"))

SIGNAL_COUNT: Rows = select(func.count().label("count")).where(
    _signals.c.known_at < _as_of, _signals.c.agency.not_in(SANDBOXES)
)

SIGNALS_ABOUT: Rows = (
    select(*_columns(_signals, "partition")).where(_signals.c.agency == _code).order_by(*_newest_first).limit(20)
)
"""The newest; a page of their own has the rest."""

TIMES: Rows = select(times.c.partition, times.c.time).where(times.c.topic == bindparam("topic"))
