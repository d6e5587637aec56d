"""Stretches of time over which an obligation held in the world."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from mohlat_contracts.verdicts import ConnectionGrade, FactName, Share

from services.timekeeping.door import Door

Why = Literal["closed", "silent", "share_fell"]


class Stretch(NamedTuple):
    """[start, end) with the facts that began and ended it; `end` and `why` are None while it lasts.

    `closed` says that the agency itself closed the connection, at the end or since: then no grace is left to wait for.
    """

    start: datetime
    facts: tuple[FactName, ...]
    end: datetime | None = None
    why: Why | None = None
    closed: bool = False

    def ended(self, end: datetime, why: Why, *facts: FactName) -> "Stretch":
        return self._replace(end=end, why=why, closed=why == "closed", facts=self.facts + facts)


class Hold(NamedTuple):
    """How one obligation stands by what is known at an instant.

    Attributes:
        stretches: merged over the gaps that stayed within the grace, in order.
        grade: of the connection; None for another obligation.
        facts: what decided it.
        limits: (since, open time) pairs: when that much open time has passed, something changes.
        moments: instants at which something changes.
        shares: of services, for a duty to digitize.
        first_held: when each share asked for by a milestone was first held, by its per cent.
    """

    stretches: tuple[Stretch, ...]
    grade: ConnectionGrade | None
    facts: tuple[FactName, ...]
    limits: tuple[tuple[datetime, timedelta], ...] = ()
    moments: tuple[datetime, ...] = ()
    shares: tuple[Share, ...] = ()
    first_held: Mapping[int, datetime] = {}


def merge(stretches: Iterable[Stretch], door: Door, grace: timedelta) -> tuple[Stretch, ...]:
    """Join stretches whose gap stayed within the grace of open time: the duty was never seen to lapse between them."""
    merged: list[Stretch] = []
    for stretch in stretches:
        before = merged[-1] if merged else None
        if before and before.end and not before.closed and door.open_time(before.end, stretch.start) < grace:
            merged[-1] = stretch._replace(start=before.start, facts=before.facts[:1] + stretch.facts)
        else:
            merged.append(stretch)
    return tuple(merged)
