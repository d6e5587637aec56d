"""From what was asked to the moment that answers it."""

from datetime import datetime
from typing import Annotated

from fastapi import Query

from services.auditor.scoreboard.book import Moment, through
from services.auditor.scoreboard.instants import read_instant
from services.auditor.scoreboard.reading import Reading
from services.auditor.scoreboard.standing import NothingJudged

OfAgency = Annotated[str | None, Query(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
"""About one agency alone."""
After = Annotated[str | None, Query(max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""The last of the page before."""


async def asked_instant(reading: Reading, as_of: str | None) -> datetime:
    """The instant asked for; by default the latest up to which everything is judged.

    Raises:
        NotAnInstant, NothingJudged
    """
    if as_of:
        return read_instant(as_of)
    latest = through(await reading.judged())
    if latest is None:
        raise NothingJudged
    return latest


async def asked_moment(reading: Reading, as_of: str | None, known_at: str | None = None) -> Moment:
    """The verdicts as of `as_of`, as known at `known_at` (by default the same instant).

    Raises:
        NotAnInstant, NothingJudged
    """
    instant = await asked_instant(reading, as_of)
    return await reading.moment(instant, read_instant(known_at) if known_at else instant)
