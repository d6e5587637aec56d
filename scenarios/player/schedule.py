"""What happens when: a scenario unrolled into the instants to which the clock is moved. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from scenarios.player.reading import Happening, Scenario
from scenarios.player.reading.law import Extension
from scenarios.player.reading.timeline import Level
from services.calendar.civil import TEHRAN, plus_days, start_of_day

DeedKind = Literal["online", "exempted", "offline", "connected", "digitized", "heartbeat", "closed"]
ORDER: tuple[DeedKind, ...] = ("online", "exempted", "offline", "connected", "digitized", "heartbeat", "closed")
"""Of the deeds of one agency at one instant: the line comes back first, a closing comes last."""


@dataclass(frozen=True)
class Deed:
    """One thing done at one instant, by an agency or (exemptions) to it. Fields as in `Happening`."""

    agency: str
    kind: DeedKind
    services: tuple[str, ...] = ()
    service: str = ""
    level: Level = "fully_online"
    reason_fa: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class Moment:
    """An instant, and what happens once the clocks stand there: the law first, then what agencies do.

    Attributes:
        deeds: sorted by agency, of one agency in the order of `ORDER`.
    """

    at: datetime
    extensions: tuple[Extension, ...] = ()
    deeds: tuple[Deed, ...] = ()


def schedule(scenario: Scenario) -> list[Moment]:
    """Every Tehran midnight after the start up to the end, and every instant at which something happens, in order."""
    deeds: dict[datetime, list[Deed]] = defaultdict(list)
    for happening in scenario.timeline:
        for at, deed in _deeds(happening):
            deeds[at].append(deed)
    extensions: dict[datetime, list[Extension]] = defaultdict(list)
    for extension in scenario.law.mandate.extensions:
        extensions[extension.announced_at].append(extension)
    instants = {*midnights(scenario.law.starts, scenario.law.ends), *deeds, *extensions}
    return [Moment(at, tuple(extensions[at]), tuple(sorted(deeds[at], key=_rank))) for at in sorted(instants)]


def midnights(after: datetime, until: datetime) -> Iterator[datetime]:
    """The starts of Tehran days later than `after`, up to and including `until`."""
    # From day to day and not from midnight to midnight: 2 Farvardin 1401 began at one o'clock.
    day = after.astimezone(TEHRAN).date() + timedelta(days=1)
    while (midnight := start_of_day(day)) <= until:
        yield midnight
        day += timedelta(days=1)


def _deeds(happening: Happening) -> Iterator[tuple[datetime, Deed]]:
    if happening.event == "heartbeat" and happening.until is not None:
        at = happening.at
        while at < happening.until:
            yield at, Deed(happening.agency, "heartbeat", services=happening.services)
            at = plus_days(at, 7)
    elif happening.event == "offline" and happening.until is not None:
        yield happening.at, Deed(happening.agency, "offline")
        yield happening.until, Deed(happening.agency, "online")
    else:
        yield happening.at, _single(happening)


def _single(happening: Happening) -> Deed:
    return Deed(
        happening.agency,
        happening.event,
        service=happening.service,
        level=happening.level,
        reason_fa=happening.reason_fa,
        reason_en=happening.reason_en,
    )


def _rank(deed: Deed) -> tuple[str, int, str]:
    return deed.agency, ORDER.index(deed.kind), deed.service
