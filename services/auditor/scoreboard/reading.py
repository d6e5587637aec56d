"""SQL to plain values. One reading is one read-only snapshot, so its parts agree with one another."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import msgspec
from mohlat_contracts.registry import DutyData
from mohlat_contracts.topics import NOTICES, Topic
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.auditor.history import Agency, FrozenFigures, History, Times
from services.auditor.history.queries import Rows
from services.auditor.scoreboard import queries
from services.auditor.scoreboard.book import Letter, Letters, Moment, Signal, Story, moment_of


class AgencyUnknown(LookupError):
    """No agency has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no agency has the code {code!r}")
        self.code = code


class SignalUnknown(LookupError):
    """No signal has this id."""

    def __init__(self, id: str) -> None:
        super().__init__(f"no signal has the id {id[:80]!r}")


class Reading:
    """Questions to one snapshot of the auditor's tables."""

    def __init__(self, connection: AsyncConnection, partitions: int) -> None:
        self._connection, self._partitions = connection, partitions
        self._history = History(connection, partitions)

    @property
    def history(self) -> History:
        """The same snapshot, for whatever is asked as of an instant."""
        return self._history

    async def agencies(self) -> tuple[Agency, ...]:
        """Every agency that ever was, by code, as it is registered now; sandboxes too."""
        return await self._history.registered()

    async def judged(self) -> Times:
        """How far verdicts are, per partition."""
        return await self._history.judged()

    async def settled(self) -> Times:
        """How far letters are, per partition."""
        return await self._times(NOTICES)

    async def moment(self, as_of: datetime, known_at: datetime) -> Moment:
        """The agencies and their verdicts as of one instant, as known at another."""
        agencies = await self._history.agencies(as_of, known_at)
        states = await self._history.states(as_of, known_at)
        return moment_of(as_of, known_at, agencies, states, await self.judged())

    async def chains(self) -> tuple[DutyData, ...]:
        """One duty of each kind by its newest revision, for its name and chain of deadlines."""
        return await self._history.chains()

    async def letter_counts(self, as_of: datetime) -> tuple[Letters, ...]:
        """Letters due up to `as_of` and accepted, by step and kind of recipient; in no order."""
        return tuple(Letters(**row) for row in await self._rows(queries.LETTER_COUNTS, as_of=as_of))

    async def letters(self, as_of: datetime, step: str, recipient: str) -> tuple[Letter, ...]:
        """The letters behind one of those counts, oldest first."""
        rows = await self._rows(queries.LETTERS, as_of=as_of, step=step, recipient=recipient)
        return tuple(Letter(**row) for row in rows)

    async def signals(
        self, as_of: datetime, limit: int, agency: str | None = None, after: str | None = None
    ) -> tuple[Signal, ...]:
        """Signals known before `as_of`, the newest first.

        Args:
            limit: of their number.
            agency: those about it alone; None: about any body, which a sandbox is not.
            after: the id of the signal that they follow.

        Raises:
            SignalUnknown
        """
        statement = queries.SIGNALS_OF_BODIES if agency is None else queries.SIGNALS_OF_ONE
        parameters: dict[str, object] = {"as_of": as_of, "limit": limit, "code": agency}
        if after is not None:
            found = await self._rows(queries.ONE_SIGNAL, after=after)
            if not found:
                raise SignalUnknown(after)
            statement = queries.signals_after(statement)
            parameters |= {"after": after, "after_known_at": found[0]["known_at"]}
        return tuple(msgspec.convert(row, Signal) for row in await self._rows(statement, **parameters))

    async def signal_count(self, as_of: datetime) -> int:
        """How many signals about bodies were known before `as_of`."""
        return int((await self._rows(queries.SIGNAL_COUNT, as_of=as_of))[0]["count"])

    async def story(self, code: str) -> Story:
        """All that is recorded of one agency.

        Raises:
            AgencyUnknown
        """
        agencies = await self._history.registered(code)
        if not agencies:
            raise AgencyUnknown(code)
        verdicts = await self._history.verdicts(code)
        return Story(
            agency=agencies[0],
            duties=await self._history.duties(code),
            exemptions=await self._history.exemptions(code),
            history=tuple(verdict.data for verdict in verdicts),
            letters=tuple(Letter(**row) for row in await self._rows(queries.LETTERS_ABOUT, code=code)),
            signals=tuple(msgspec.convert(row, Signal) for row in await self._rows(queries.SIGNALS_ABOUT, code=code)),
            referrals=await self._history.referrals(code),
            ids=tuple(verdict.id for verdict in verdicts),
        )

    async def _times(self, topic: Topic) -> Times:
        known = {row["partition"]: row["time"] for row in await self._rows(queries.TIMES, topic=topic.name)}
        return {partition: known.get(partition) for partition in range(self._partitions)}

    async def _rows(self, statement: Rows, **parameters: object) -> list[Mapping[str, Any]]:
        result = await self._connection.execute(statement, parameters)
        return [dict(row) for row in result.mappings()]


class Library:
    """Opens readings.

    Args:
        partitions: partition count of every topic.
    """

    def __init__(self, engine: AsyncEngine, partitions: int) -> None:
        self._engine, self._partitions = engine, partitions

    @property
    def frozen(self) -> FrozenFigures:
        """The figures that were published; they are only added to."""
        return FrozenFigures(self._engine)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """One snapshot; nothing recorded meanwhile is seen in part."""
        async with self._engine.connect() as connection:
            snapshot = await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with snapshot.begin():
                yield Reading(snapshot, self._partitions)
