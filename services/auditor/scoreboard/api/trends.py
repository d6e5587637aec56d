"""`/v1/series`, `/v1/burn-up` and `/v1/forecast`: a figure day by day, against each deadline, and ahead."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from mohlat_contracts.registry import Deadline
from pydantic import BeforeValidator

from services.auditor.answers.trends import burn_up_answer, forecast_answer, series_answer
from services.auditor.figures.forecast import LEAST_DAYS, Confidence, Method, NothingToForecast, forecast
from services.auditor.figures.series import LONGEST
from services.auditor.history import LATEST, History
from services.auditor.scoreboard.api.answering import respond
from services.auditor.scoreboard.api.questions import AskedWhen, AskedWhose, Definitions, refuse_later
from services.auditor.scoreboard.asking import asked_instant
from services.auditor.scoreboard.instants import read_day, read_instant
from services.auditor.scoreboard.points import burn_up_of, last_full_day, points_of
from services.auditor.scoreboard.reading import Library, Reading
from services.auditor.scoreboard.refusals import DaysReversed, DeadlineUnknown, NothingToForecastFrom
from services.calendar.civil import end_of_day

DAYS = 90
"""Of a series, where its first day is not asked for."""
DAY = "A day, Jalali or Gregorian."
OfDefinition = Annotated[str, Query(description="The name of a definition.")]


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a series, and by what was known; None where nothing is said."""

    first: date | None
    last: date | None
    known_at: datetime | None

    async def settled(self, reading: Reading) -> tuple[date, date]:
        """The last judged day, and 90 days up to it, where nothing is said.

        Raises:
            NothingJudged, LaterThanJudged, DaysReversed
        """
        last = self.last or last_full_day(await asked_instant(reading, None))
        first = self.first or last - timedelta(days=DAYS - 1)
        if not 0 <= (last - first).days < LONGEST:
            raise DaysReversed(
                "روز نخست باید پیش از روز آخر باشد و میان آن‌ها بیش از یک سده نباشد.",
                f"the first day, {first}, must not be after the last, {last}, nor more than a century before it",
            )
        await refuse_later(reading, end_of_day(first), *([self.known_at] if self.known_at else []))
        return first, last


def span(
    from_: Annotated[
        str | None, Query(alias="from", description=f"The first day. {DAY} Default: {DAYS} days in all.")
    ] = None,
    to: Annotated[str | None, Query(description=f"The last day. {DAY} Default: the last that is judged.")] = None,
    known_at: Annotated[
        str | None, Query(description="Every day as known then; by default each by what was known at its end.")
    ] = None,
) -> Span:
    return Span(
        read_day(from_) if from_ else None, read_day(to) if to else None, read_instant(known_at) if known_at else None
    )


AskedSpan = Annotated[Span, Depends(span)]


def trends_router(library: Library) -> APIRouter:
    router = APIRouter(tags=["trends"])

    async def series(
        request: Request, definition: OfDefinition, span: AskedSpan, whose: AskedWhose, known: Definitions
    ) -> Response:
        """The figure at the end of each day."""
        async with library.read() as reading:
            first, last = await span.settled(reading)
            await whose.check(reading.history)
            chosen = whose.narrow(known.of(definition))
            points = await points_of(reading.history, chosen, first, last, span.known_at)
        return await respond(request, series_answer(chosen, points, first, last, span.known_at), "series")

    async def burning(
        request: Request, definition: OfDefinition, span: AskedSpan, whose: AskedWhose, known: Definitions
    ) -> Response:
        """The figure day by day, against each deadline of the chain."""
        async with library.read() as reading:
            first, last = await span.settled(reading)
            await whose.check(reading.history)
            chosen = whose.narrow(known.of(definition))
            chain = await deadlines_of(reading.history, chosen.duty)
            found = await burn_up_of(reading.history, chosen, first, last, span.known_at, chain)
        return await respond(request, burn_up_answer(chosen, found, first, last, span.known_at), "burn-up")

    async def forecasting(
        request: Request,
        definition: OfDefinition,
        when: AskedWhen,
        whose: AskedWhose,
        known: Definitions,
        deadline: Annotated[
            int | None, Query(ge=0, description="The deadline's number in the chain; the last by default.")
        ] = None,
        days: Annotated[int, Query(ge=LEAST_DAYS, le=3650, description="To look back on.")] = 28,
        confidence: Annotated[
            Confidence, BeforeValidator(int), Query(description="Of the interval, in per cent.")
        ] = 80,
    ) -> Response:
        """How many bodies are likely to miss a deadline if they go on as lately, and the pace it would take."""
        async with library.read() as reading:
            as_of, known_at = await when.settled(reading)
            await whose.check(reading.history)
            chosen = whose.narrow(known.of(definition))
            aim = await _deadline(reading.history, chosen.duty, deadline, known_at)
            last = last_full_day(as_of)
            points = await points_of(reading.history, chosen, last - timedelta(days=days), last, when.known_at)
        try:
            found = forecast(points, aim.at, Method(days=days, confidence=confidence))
        except NothingToForecast as error:
            raise NothingToForecastFrom from error
        return await respond(request, forecast_answer(chosen, aim.revision, found))

    for path, route in (("/series", series), ("/burn-up", burning), ("/forecast", forecasting)):
        name = path.removeprefix("/").replace("-", "_")
        router.get(path, operation_id=name)(route)
        router.post(path, operation_id=f"{name}_by_own_definitions")(route)
    return router


async def deadlines_of(history: History, duty: str, known_at: datetime = LATEST) -> tuple[Deadline, ...]:
    """The longest chain of deadlines that a body under the duty has; of two mandates' the one that ends last."""
    chains = [each.deadlines for each in await history.chains(known_at) if each.duty == duty]
    return max(chains, key=lambda chain: (len(chain), chain[-1].at), default=())


async def _deadline(history: History, duty: str, revision: int | None, known_at: datetime) -> Deadline:
    """Raises DeadlineUnknown."""
    chain = await deadlines_of(history, duty, known_at)
    for deadline in reversed(chain):
        if revision in (None, deadline.revision):
            return deadline
    raise DeadlineUnknown(revision or 0, [each.revision for each in chain])
