"""`timeline.csv`: what happens to whom, and when."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, cast, get_args

from scenarios.player.reading.cells import Cells, lines
from scenarios.player.reading.law import Law
from scenarios.player.reading.roster import Body

COLUMNS = ("at", "agency", "event", "until", "services", "service", "level", "reason_fa", "reason_en")
Event = Literal["connected", "heartbeat", "closed", "digitized", "exempted", "offline"]
LEVELS = ("information_only", "partly_online", "fully_online")
Level = Literal["information_only", "partly_online", "fully_online"]


@dataclass(frozen=True)
class Happening:
    """One row.

    Attributes:
        until: of a heartbeat, which is repeated weekly while before it; of the time offline, its end.
        services: those that a heartbeat reaches.
        service, level: of a digitized service.
        reason_fa, reason_en: of an exemption.
    """

    at: datetime
    agency: str
    event: Event
    until: datetime | None = None
    services: tuple[str, ...] = ()
    service: str = ""
    level: Level = "fully_online"
    reason_fa: str = ""
    reason_en: str = ""


_MEANT: dict[str, frozenset[str]] = {
    "connected": frozenset(),
    "heartbeat": frozenset({"until", "services"}),
    "closed": frozenset(),
    "digitized": frozenset({"service", "level"}),
    "exempted": frozenset({"reason_fa", "reason_en"}),
    "offline": frozenset({"until"}),
}


def read_timeline(path: Path, roster: tuple[Body, ...], law: Law) -> tuple[Happening, ...]:
    """Every row, in the order of the file.

    Raises:
        Malformed: a cell is wrong, has no meaning for its event, or lies outside the scenario.
    """
    bodies = {body.code: body for body in roster}
    return tuple(_happening(cells, bodies, law) for cells in lines(path, COLUMNS))


def _happening(cells: Cells, bodies: dict[str, Body], law: Law) -> Happening:
    at = cells.instant("at")
    if not law.starts < at < law.ends:
        raise cells.fault("at", f"{cells.text('at')} lies outside the scenario")
    body = bodies.get(cells.text("agency"))
    if body is None:
        raise cells.fault("agency", f"{cells.text('agency')!r} is not in roster.csv")
    event = cast(Event, cells.one_of("event", get_args(Event)))
    meant = _MEANT[event]
    cells.must_be_empty(*(column for column in COLUMNS[3:] if column not in meant))
    return Happening(
        at=at,
        agency=body.code,
        event=event,
        until=_until(cells, at, law) if "until" in meant else None,
        services=_services(cells, body) if "services" in meant else (),
        service=cells.one_of("service", body.services) if "service" in meant else "",
        level=cast(Level, cells.one_of("level", LEVELS)) if "level" in meant else "fully_online",
        reason_fa=cells.text("reason_fa") if "reason_fa" in meant else "",
        reason_en=cells.text("reason_en") if "reason_en" in meant else "",
    )


def _until(cells: Cells, at: datetime, law: Law) -> datetime:
    until = cells.instant("until")
    if not at < until <= law.ends:
        raise cells.fault("until", "lies outside the time from `at` to the end of the scenario")
    return until


def _services(cells: Cells, body: Body) -> tuple[str, ...]:
    text = cells.text("services")
    if text == "all":
        return body.services
    named = tuple(text.split(";"))
    if unknown := sorted(set(named) - set(body.services)):
        raise cells.fault("services", f"{unknown[0]!r} is no service of {body.code}")
    return named
