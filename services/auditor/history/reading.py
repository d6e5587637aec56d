"""The history, asked as of any instant by what was known before any other. One reading is one read-only snapshot."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from mohlat_contracts.referrals import ReferralData
from mohlat_contracts.registry import AgencyData, CertificationData, DutyData, ExemptionData, Group, RollUpRule
from mohlat_contracts.topics import REGISTRY, VERDICTS
from mohlat_contracts.verdicts import VerdictData
from msgspec.json import Decoder
from sqlalchemy.ext.asyncio import AsyncConnection

from services.auditor.figures.bodies import Census, reached
from services.auditor.figures.computing import Place as Standing
from services.auditor.figures.definitions import Definition
from services.auditor.figures.placing import listed
from services.auditor.figures.series import Change, Point
from services.auditor.figures.series import History as Changes
from services.auditor.history import queries
from services.auditor.history.changing import changes_of
from services.auditor.history.counting import By, Counting, quick
from services.auditor.history.decoding import verdict_of
from services.auditor.history.naming import named_at, named_now
from services.auditor.history.records import Agency, BodyShares, Counts, Line, RecordedVerdict, Times
from services.auditor.history.trending import trend
from services.auditor.standings.periods import Listing, Verdict, periods

LATEST = datetime(9999, 1, 1, tzinfo=UTC)
"""Whatever is known is known before it."""

_T = TypeVar("_T")
_agency = Decoder(AgencyData)
_group = Decoder(Group)


class History:
    """Questions to one snapshot of the recorder's tables.

    Instants are aware. What became known at `known_at` itself is not known before it.

    Args:
        partitions: partition count of every topic.
    """

    def __init__(self, connection: AsyncConnection, partitions: int) -> None:
        self._connection, self._partitions = connection, partitions
        self._judged: dict[int, datetime | None] | None = None
        self._countings: dict[tuple[str, datetime, datetime], Counting] = {}

    async def judged(self) -> Times:
        """How far each partition is judged and what the judgement is read with is recorded."""
        if self._judged is None:
            rows = await self._rows(queries.TIMES, topics=[VERDICTS.name, REGISTRY.name])
            found = {(row["topic"], row["partition"]): row["time"] for row in rows}
            self._judged = {each: _both(found, each) for each in range(self._partitions)}
        return self._judged

    async def agencies(self, as_of: datetime, known_at: datetime) -> tuple[Agency, ...]:
        """Every agency on the list, by code, as it was named and placed; sandboxes too."""
        known = await self._rows(queries.KNOWN_AGENCIES, known_at=known_at)
        groups = await self.groups(known_at)
        found = (named_at(_agency.decode(row["content"]), as_of, row["partition"], groups) for row in known)
        return tuple(agency for agency in found if agency is not None)

    async def registered(self, code: str | None = None) -> tuple[Agency, ...]:
        """Every agency that ever was, or one, by its newest registration."""
        statement = queries.REGISTERED if code is None else queries.ONE_REGISTERED
        rows = await self._rows(statement, agency=code)
        return tuple(named_now(_agency.decode(row["content"]), row["partition"]) for row in rows)

    async def groups(self, known_at: datetime = LATEST) -> dict[str, Group]:
        """Every group by its code, as it was named last."""
        found = (_group.decode(row["content"]) for row in await self._rows(queries.GROUPS, known_at=known_at))
        return {group.code: group for group in found}

    async def states(self, as_of: datetime, known_at: datetime) -> dict[str, dict[str, VerdictData]]:
        """The verdict on each duty of each agency."""
        found: dict[str, dict[str, VerdictData]] = {}
        for row in await self._rows(queries.STATES, as_of=as_of, known_at=known_at):
            found.setdefault(row["agency"], {})[row["duty"]] = verdict_of(row)
        return found

    async def census(self, duty: str, as_of: datetime, known_at: datetime) -> Census:
        """Every body on the list as it stood under one duty, with the shares of the verdict known last by `as_of`."""
        w = await self.judged()
        statement = queries.CENSUS_IN_HINDSIGHT if known_at > as_of else queries.CENSUS
        rows = await self._rows(statement, duty=duty, as_of=as_of, known_at=known_at)
        found = (
            listed(
                _agency.decode(row["content"]),
                as_of,
                _then(row),
                judged=reached(w.get(row["in_partition"]), as_of, known_at),
                partition=row["in_partition"],
            )
            for row in rows
        )
        bodies = tuple(body for body in found if body is not None)
        return Census(duty=duty, as_of=as_of, known_at=known_at, bodies=bodies, w=dict(w))

    async def shares(self, duty: str, as_of: datetime, known_at: datetime) -> tuple[BodyShares, ...]:
        """The shares of every body on the list under a duty to digitize."""
        census = await self.census(duty, as_of, known_at)
        return tuple(BodyShares(body=body, shares=body.shares if body.judged else ()) for body in census.bodies)

    async def verdicts(
        self, agency: str, known_at: datetime = LATEST, duty: str | None = None
    ) -> tuple[RecordedVerdict, ...]:
        """The verdicts on one agency, by duty, in the order of its history."""
        statement = queries.VERDICTS_OF if duty is None else queries.VERDICTS_UNDER
        rows = await self._rows(statement, agency=agency, duty=duty, known_at=known_at)
        return tuple(RecordedVerdict(id=row["id"], data=verdict_of(row)) for row in rows)

    async def changes(self, duty: str, known_at: datetime | None = None) -> Changes:
        """All that ever changed how bodies stand under a duty, for series; None: each day by what was known then."""
        before = LATEST if known_at is None else known_at
        verdicts = await self._by_agency(queries.CHANGES, "agency", known_at=before, duty=duty)
        listings = await self._by_agency(queries.LISTINGS, "code", known_at=before)
        changes: list[Change] = []
        for code, rows in listings.items():
            known = [Listing(row["known_at"], _agency.decode(row["content"])) for row in rows]
            said = [_said(row) for row in verdicts.get(code, ())]
            changes += changes_of(code, rows[0]["partition"], periods(known, said))
        return Changes(duty, changes, await self.judged(), known_at)

    async def chains(self, known_at: datetime = LATEST) -> tuple[DutyData, ...]:
        """One duty of each kind by its newest revision, for its name, its rules and its chain of deadlines."""
        return await self._contents(queries.CHAINS, DutyData, known_at=known_at)

    async def roll_up_rules(self, duty: str, known_at: datetime) -> dict[str, RollUpRule]:
        """By agency, how it stands with its affiliates under a duty; those whose duty says nothing are left out."""
        found = await self._contents(queries.revisions("duties", "agency", "duty"), DutyData, known_at=known_at)
        return {each.agency: each.roll_up for each in found if each.duty == duty and each.roll_up is not None}

    async def duties(self, agency: str, known_at: datetime = LATEST) -> tuple[DutyData, ...]:
        """The duties of an agency, by code."""
        statement = queries.revisions_of("duties", "agency", "duty")
        return await self._contents(statement, DutyData, agency=agency, known_at=known_at)

    async def exemptions(self, agency: str, known_at: datetime = LATEST) -> tuple[ExemptionData, ...]:
        """The exemptions of an agency, by mandate and code."""
        statement = queries.revisions_of("exemptions", "agency", "exemption")
        found = await self._contents(statement, ExemptionData, agency=agency, known_at=known_at)
        return tuple(sorted(found, key=lambda each: (each.mandate, each.exemption)))

    async def certificates(self, agency: str, known_at: datetime = LATEST) -> tuple[CertificationData, ...]:
        """What is certified of an agency's services, by service."""
        statement = queries.revisions_of("certificates", "agency", "service")
        return await self._contents(statement, CertificationData, agency=agency, known_at=known_at)

    async def referrals(self, agency: str | None = None, known_at: datetime = LATEST) -> tuple[ReferralData, ...]:
        """The referrals of an agency, or of all, by agency and code."""
        of = queries.revisions if agency is None else queries.revisions_of
        statement = of("referrals", "agency", "referral")
        return await self._contents(statement, ReferralData, agency=agency, known_at=known_at)

    @staticmethod
    def quick(definition: Definition) -> bool:
        """Whether `counts`, `counts_by` and `bodies` can answer a definition; one of shares is counted by census."""
        return quick(definition)

    async def counts(self, definition: Definition, as_of: datetime, known_at: datetime) -> Counts:
        """A figure by its numbers, counted in the database; only of a definition that is `quick`."""
        return await (await self._counting(definition, as_of, known_at)).counts(definition)

    async def counts_by(self, definition: Definition, as_of: datetime, known_at: datetime, by: By) -> tuple[Line, ...]:
        """The same over the bodies of each group, province, parent or kind; those without one last."""
        return await (await self._counting(definition, as_of, known_at)).counts_by(definition, by)

    async def bodies(
        self,
        definition: Definition,
        as_of: datetime,
        known_at: datetime,
        place: Standing,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[str, ...]:
        """A page of the bodies behind a number, by code; `after` is the last of the page before."""
        counting = await self._counting(definition, as_of, known_at)
        return await counting.bodies(definition, place, after or "", limit)

    async def trend(
        self, definition: Definition, first: date, last: date, known_at: datetime | None = None
    ) -> tuple[Point, ...]:
        """A figure at the end of each day, as `figures.series.trend` says it, counted in the database.

        Raises:
            SeriesInvalid: the days are the wrong way round or too many.
        """
        return await trend(self._connection, definition, first, last, known_at, await self.judged())

    async def _counting(self, definition: Definition, as_of: datetime, known_at: datetime) -> Counting:
        key = definition.duty, as_of, known_at
        if not self._countings:
            await self._connection.execute(queries.PLANNED_EACH_TIME)
        if key not in self._countings:
            self._countings[key] = Counting(self._connection, *key, await self.judged())
        return self._countings[key]

    async def _by_agency(self, statement: queries.Rows, key: str, **asked: object) -> dict[str, list[dict[str, Any]]]:
        rows = await self._rows(statement, **asked)
        return {agency: list(group) for agency, group in groupby(rows, key=itemgetter(key))}

    async def _contents(self, statement: queries.Rows, of: type[_T], **asked: object) -> tuple[_T, ...]:
        decoder = Decoder(of)
        return tuple(decoder.decode(row["content"]) for row in await self._rows(statement, **asked))

    async def _rows(self, statement: queries.Rows, **asked: object) -> list[dict[str, Any]]:
        named = {name: value for name, value in asked.items() if value is not None}
        result = await self._connection.execute(statement, named)
        return [dict(row) for row in result.mappings()]


def _then(row: Mapping[str, Any]) -> VerdictData | None:
    """The verdict of a census, with the shares that were told by then."""
    if row["id"] is None:
        return None
    return verdict_of(row if "shares_then" not in row else {**row, "shares": row["shares_then"] or "[]"})


def _said(row: Mapping[str, Any]) -> Verdict[VerdictData]:
    return Verdict(row["known_at"], row["effective_at"], row["id"], verdict_of(row))


def _both(found: Mapping[tuple[str, int], datetime], partition: int) -> datetime | None:
    """The lower of the two topics' times; None where one has none yet."""
    times = [found.get((topic.name, partition)) for topic in (VERDICTS, REGISTRY)]
    known = [time for time in times if time is not None]
    return min(known) if len(known) == len(times) else None
