"""Rows into PostgreSQL, one transaction a batch; a repeat or a reorder changes nothing.

The rows of one revision or one verdict are equal whenever they come; what is derived from them is derived anew.
"""

from collections.abc import Awaitable, Callable, Sequence

from prometheus_client import Counter
from sqlalchemy import Table, func
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.auditor.recorder.deriving import derive, derive_on, take_turns
from services.auditor.recorder.rows import Misplaced, Row, Rows, check_place, rows_of
from services.auditor.recorder.tables import SCHEMA, AuditorTable
from services.plumbing.records import Record

Bury = Callable[[Record, str], Awaitable[None]]
"""Puts a record among the dead letters, with the reason."""

RECORDED = Counter("mohlat_recorder_rows_total", "Rows handed to PostgreSQL, repeats included", ["table"])


class Recorder:
    """Writes what it is handed; `record` is a handler of the plumbing's Consumer."""

    def __init__(self, engine: AsyncEngine, prefix: str, bury: Bury) -> None:
        self._engine, self._prefix, self._bury = engine, prefix, bury

    async def record(self, records: Sequence[Record]) -> None:
        """Write a batch in one transaction. Safe to repeat.

        Raises:
            sqlalchemy.exc.DBAPIError: nothing of the batch is written; hand it on again later.
        """
        placed = [record for record in records if await self._is_placed(record)]
        try:
            await self._write(placed)
        except DBAPIError as error:
            if not _is_about_data(error):
                raise
            await self._write_each(placed)

    async def _is_placed(self, record: Record) -> bool:
        try:
            check_place(record, self._prefix)
        except Misplaced as error:
            await self._bury(record, str(error))
            return False
        return True

    async def _write(self, records: Sequence[Record]) -> None:
        async with self._engine.begin() as connection:
            await _write(connection, rows_of(records, self._prefix))

    async def _write_each(self, records: Sequence[Record]) -> None:
        """Find the record PostgreSQL can never hold (a NUL, a number too large), so that it stops nobody else."""
        for record in records:
            try:
                await self._write([record])
            except DBAPIError as error:
                if not _is_about_data(error):
                    raise
                await self._bury(record, f"cannot be stored: {error.orig}")


def _is_about_data(error: DBAPIError) -> bool:
    """Refused for what it says (SQLSTATE classes 22 and 54, or by the driver itself), so refused for ever."""
    cause = None if error.orig is None else error.orig.__cause__
    return isinstance(cause, ValueError) or str(getattr(cause, "sqlstate", None))[:2] in ("22", "54")


PROJECTED = ("verdicts", "signals", "notices", "agencies", "duties", "exemptions", "certificates", "referrals")
"""Tables of what was said, each row once."""


async def _write(connection: AsyncConnection, rows: Rows) -> None:
    await take_turns(connection, rows.partitions())
    for name in PROJECTED:
        await _execute(connection, _once(name), getattr(rows, name))
    await derive(connection, rows.registered())
    for duty, known in rows.judged().items():
        await derive_on(connection, duty, known)
    await _execute(connection, _latest_time(), list(rows.times.values()))


async def _execute(connection: AsyncConnection, statement: Insert, rows: list[Row]) -> None:
    if rows:
        await connection.execute(statement, rows)
        RECORDED.labels(table=statement.table.name).inc(len(rows))


def _table(name: str) -> Table:
    return AuditorTable.metadata.tables[f"{SCHEMA}.{name}"]


def _once(name: str) -> Insert:
    """The first record of an identity stays; by construction later ones are equal."""
    return insert(_table(name)).on_conflict_do_nothing()


def _latest_time() -> Insert:
    table = _table("partition_times")
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={"time": func.greatest(table.c.time, statement.excluded.time)},
    )
