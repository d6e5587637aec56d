"""What an agency said of itself, and the time that counts for it."""

from collections.abc import Mapping
from typing import NamedTuple

from mohlat_contracts.evidence import ConnectionClosed, ConnectionEstablished, ConnectionHeartbeat, ServiceDigitized
from mohlat_contracts.registry import Level
from mohlat_contracts.verdicts import FactName

from tests.unit.auditor.reference.log import Fact, Interval, number
from tests.unit.auditor.reference.open_time import DAY, HOUR, open_time

GRACE = DAY
"""Where no law is known."""


class Said(NamedTuple):
    """One statement or heartbeat.

    Attributes:
        services: what a heartbeat reached, or the one service that a statement is about.
    """

    name: FactName
    known: int
    own: int
    kind: str
    services: frozenset[str] = frozenset()
    level: Level | None = None


class Law(NamedTuple):
    """One revision of a duty.

    Attributes:
        rank: of two known, the greater one rules.
        grace: open time.
    """

    known: int
    rank: tuple[int, str, str]
    grace: int


class Counted(NamedTuple):
    """The same with the time that counts."""

    at: int
    said: Said


KINDS = {
    ConnectionEstablished: "claim",
    ConnectionClosed: "closing",
    ConnectionHeartbeat: "heartbeat",
    ServiceDigitized: "level",
}


def said(fact: Fact) -> Said | None:
    """None for what an agency does not say."""
    event = fact.decoded.event
    kind = KINDS.get(type(event))
    if kind is None:
        return None
    told = Said(fact.decoded.name, fact.known, number(event.time), kind)
    if isinstance(event, ConnectionHeartbeat):
        return told._replace(services=frozenset(event.data.services))
    if isinstance(event, ServiceDigitized):
        return told._replace(services=frozenset([event.data.service]), level=event.data.level)
    return told


def counted(duty: str, heard: list[Said], duties: Mapping[str, list[Law]], door: list[Interval]) -> list[Counted]:
    """What counts for a duty by what is heard, in order.

    The order is by the time that counts. At one instant closings come first, then they go by when they became known and
    by name.

    Args:
        duties: all that is known of each duty of the agency, by its code.
    """
    beats = [each for each in heard if each.kind == "heartbeat"]
    alive = [each for each in beats if not _is_dead(each, beats, duties, door)]
    standing = [each for each in alive if not _is_covered(each, alive)]
    told = [each for each in heard if each.kind != "heartbeat"] + [
        each for each in standing if _is_edge(each, standing)
    ]
    counting = []
    for each in told:
        late = _is_late(each, bound(duties.get(duty, []), each.own), door)
        if each.kind == "heartbeat" and late and _is_old_news(each, beats):
            continue
        counting.append(Counted(each.known if late else min(each.own, each.known), each))
    return sorted(counting, key=lambda each: (each.at, each.said.kind != "closing", each.said.known, each.said.name))


def bound(laws: list[Law], own: int) -> int:
    """How much open time may lie between an event's own time and its arrival: the grace of the law of that day."""
    known = [law for law in laws if law.known <= own]
    return max(known, key=lambda law: law.rank).grace if known else GRACE


def _is_late(each: Said, bound: int, door: list[Interval]) -> bool:
    """Then its arrival counts. Nothing counts at a time after its arrival."""
    return each.own < each.known and open_time(door, each.own, each.known) > bound


def _is_old_news(each: Said, beats: list[Said]) -> bool:
    """A heartbeat of the same time or a later one was known in an earlier hour."""
    return any(other.own >= each.own and other.known // HOUR < each.known // HOUR for other in beats)


def _is_dead(each: Said, beats: list[Said], duties: Mapping[str, list[Law]], door: list[Interval]) -> bool:
    """Old news, and late by every law of its day and by the day's grace that any law to come would give it."""
    bounds = [bound(laws, each.own) for laws in duties.values()]
    return _is_late(each, max([GRACE, *bounds]), door) and _is_old_news(each, beats)


def _is_covered(each: Said, alive: list[Said]) -> bool:
    """The hour of its own time is told already, before it and after it, by what was known in an earlier hour."""
    earlier = [other for other in alive if _bucket(other) == _bucket(each) and other.known // HOUR < each.known // HOUR]
    before, after = any(other.own <= each.own for other in earlier), any(other.own >= each.own for other in earlier)
    return before and after


def _is_edge(each: Said, standing: list[Said]) -> bool:
    """The first or the last of its hour among those that became known in one hour."""
    beside = [
        other for other in standing if _bucket(other) == _bucket(each) and other.known // HOUR == each.known // HOUR
    ]
    return each in (min(beside, key=_by_own_time), max(beside, key=_by_own_time))


def _bucket(each: Said) -> tuple[frozenset[str], int]:
    return each.services, each.own // HOUR


def _by_own_time(each: Said) -> tuple[int, int, FactName]:
    return each.own, each.known, each.name
