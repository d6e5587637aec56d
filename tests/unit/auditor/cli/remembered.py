"""A scoreboard whose history is in memory, from the events that a recorder would have read; no socket, no database."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

import httpx2
from mohlat_contracts import Event
from mohlat_contracts.registry import AgencyData, AgencyRegistered, DutyAssigned, DutyData, Group, RollUpRule
from mohlat_contracts.verdicts import VerdictData, VerdictReached

from services.auditor.figures import Body, Census, Definition
from services.auditor.figures.bodies import reached
from services.auditor.figures.placing import listed, placed
from services.auditor.figures.placing import place_of as standing_at
from services.auditor.figures.series import Change
from services.auditor.figures.series import History as Changes
from services.auditor.history import LATEST, BodyShares, FrozenFigure, NotFrozen, RecordedVerdict
from services.auditor.history.naming import named_now
from services.auditor.history.records import Agency
from services.auditor.scoreboard.app import build_app
from services.auditor.scoreboard.reading import Library
from services.plumbing.health import Health


class RememberedHistory:
    """The questions that the API asks, answered by going through everything."""

    def __init__(self, events: Iterable[Event], w: datetime) -> None:
        told = list(events)
        self._agencies = {each.data.agency: each.data for each in told if isinstance(each, AgencyRegistered)}
        duties = sorted((each.data for each in told if isinstance(each, DutyAssigned)), key=lambda data: data.revision)
        self._duties: dict[tuple[str, str], DutyData] = {(each.agency, each.duty): each for each in duties}
        self._verdicts = sorted(
            (each for each in told if isinstance(each, VerdictReached)),
            key=lambda each: (each.data.duty, each.data.known_at, each.data.effective_at, each.id),
        )
        self._w: dict[int, datetime | None] = {0: w}

    async def judged(self) -> dict[int, datetime | None]:
        return self._w

    async def agencies(self, as_of: datetime, known_at: datetime) -> tuple[Agency, ...]:
        return await self.registered()

    async def registered(self, code: str | None = None) -> tuple[Agency, ...]:
        chosen = sorted(each for each in self._agencies if code in (None, each))
        return tuple(named_now(self._agencies[each], 0) for each in chosen)

    async def groups(self, known_at: datetime = LATEST) -> dict[str, Group]:
        return {data.group.code: data.group for data in self._agencies.values()}

    async def states(self, as_of: datetime, known_at: datetime) -> dict[str, dict[str, VerdictData]]:
        found: dict[str, dict[str, VerdictData]] = {}
        for each in self._verdicts:
            if each.data.effective_at <= as_of and each.data.known_at < known_at:
                found.setdefault(each.data.agency, {})[each.data.duty] = each.data
        return found

    async def census(self, duty: str, as_of: datetime, known_at: datetime) -> Census:
        states = await self.states(as_of, known_at)
        judged = reached(self._w[0], as_of, known_at)
        found = [
            listed(data, as_of, states.get(code, {}).get(duty), judged=judged, partition=0)
            for code, data in sorted(self._agencies.items())
        ]
        bodies = tuple(body for body in found if body is not None)
        return Census(duty=duty, as_of=as_of, known_at=known_at, bodies=bodies, w=dict(self._w))

    async def shares(self, duty: str, as_of: datetime, known_at: datetime) -> tuple[BodyShares, ...]:
        census = await self.census(duty, as_of, known_at)
        return tuple(BodyShares(body=body, shares=body.shares) for body in census.bodies)

    async def verdicts(
        self, agency: str, known_at: datetime = LATEST, duty: str | None = None
    ) -> tuple[RecordedVerdict, ...]:
        return tuple(
            RecordedVerdict(id=each.id, data=each.data)
            for each in self._verdicts
            if each.data.agency == agency and each.data.known_at < known_at and duty in (None, each.data.duty)
        )

    async def changes(self, duty: str, known_at: datetime | None = None) -> Changes:
        changes = tuple(
            Change(
                effective_at=each.data.effective_at, id=each.id, body=self._body(self._agencies[each.data.agency], each)
            )
            for each in self._verdicts
            if each.data.duty == duty and self._agencies[each.data.agency].kind != "sandbox"
        )
        return Changes(duty, changes, self._w, known_at)

    def _body(self, data: AgencyData, verdict: VerdictReached) -> Body:
        place = standing_at(data, verdict.data.effective_at)
        assert place is not None
        return placed(data.agency, place, verdict.data, judged=True, partition=0)

    async def chains(self, known_at: datetime = LATEST) -> tuple[DutyData, ...]:
        by_duty = {data.duty: data for data in sorted(self._duties.values(), key=lambda data: len(data.deadlines))}
        return tuple(by_duty[duty] for duty in sorted(by_duty))

    async def roll_up_rules(self, duty: str, known_at: datetime) -> dict[str, RollUpRule]:
        return {data.agency: data.roll_up for data in self._duties.values() if data.duty == duty and data.roll_up}

    @staticmethod
    def quick(definition: Definition) -> bool:
        return False


class _Reading:
    def __init__(self, history: RememberedHistory) -> None:
        self.history = history

    async def judged(self) -> dict[int, datetime | None]:
        return await self.history.judged()


class _Frozen:
    def __init__(self) -> None:
        self.kept: dict[str, FrozenFigure] = {}

    async def list(self) -> tuple[FrozenFigure, ...]:
        return tuple(self.kept.values())

    async def get(self, name: str) -> FrozenFigure:
        if name not in self.kept:
            raise NotFrozen(name)
        return self.kept[name]


class RememberedLibrary:
    """Opens the same reading again and again."""

    def __init__(self, history: RememberedHistory) -> None:
        self._history = history
        self.frozen = _Frozen()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[_Reading]:
        yield _Reading(self._history)


class InProcess(httpx2.BaseTransport):
    """Answers a command's requests by the application itself."""

    def __init__(self, library: RememberedLibrary) -> None:
        app = build_app(cast(Library, library), Health(), simulated=True)
        self._transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        body: Any = request.read()
        again = httpx2.Request(request.method, request.url, headers=request.headers, content=body)
        response = await self._transport.handle_async_request(again)
        content = await response.aread()
        return httpx2.Response(response.status_code, headers=response.headers, content=content)
