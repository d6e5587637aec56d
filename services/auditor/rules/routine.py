"""Heartbeats that change nothing, so that a walk through years need not stop at each of them. Pure.

A heartbeat is routine where the connection stands, and it goes on in every respect as the one before it: the same
services, later than all that is known, told in time, and known before silence could have been noticed. Then it moves
the silence limit, and nothing else. What is not surely routine is judged as ever.
"""

from bisect import bisect_right
from datetime import datetime, timedelta

from mohlat_contracts.registry import Connect

from services.auditor.cases.facts import DutyFact, EvidenceFact
from services.auditor.rules.hearing import hour_of
from services.auditor.rules.judge import hold_of
from services.auditor.rules.reading import Reading


class Routine:
    """The heartbeats that follow an instant at which every duty to be connected was found to stand.

    Args:
        limits: of silence, and of silence with its grace, of each of these duties.
        last: the time of the last heartbeat, the same for each of them.
        newest: of all times that may count of what is known.
        services: what the last heartbeat reached.
        crowded: the hour of own time in which the newest heartbeat is not alone. There a further one moves the last
            of its bucket on, and what it leaves out may be where something began.
    """

    def __init__(
        self,
        limits: list[tuple[timedelta, timedelta]],
        last: datetime,
        newest: datetime,
        services: tuple[str, ...],
        in_time: timedelta,
        crowded: datetime | None,
    ) -> None:
        self._limits, self._last, self._newest = limits, last, newest
        self._services, self._in_time, self._crowded = services, in_time, crowded

    def goes_on_with(self, fact: EvidenceFact) -> bool:
        """Whether the next piece of evidence is routine; then it is the last from here on."""
        own, known = fact.own_time, fact.known_at
        routine = (
            fact.kind == "heartbeat"
            and fact.since is None
            and not fact.stale
            and fact.services == self._services
            and own > self._newest
            and hour_of(own) != self._crowded
            and timedelta(0) <= known - own <= self._in_time
            and all(known - self._last < silent for silent, _ in self._limits)
        )
        if routine:
            self._last = self._newest = own
        return routine

    def silences(self) -> list[tuple[datetime, timedelta]]:
        """Since when, and after how much open time, silence changes something."""
        return [(self._last, limit) for limits in self._limits for limit in limits]


def routine_after(reading: Reading, duties: list[DutyFact], at: datetime) -> Routine | None:
    """What may follow `at` without changing anything; None where any heartbeat may change something."""
    connected = [duty for duty in duties if isinstance(duty.obligation, Connect)]
    lasts = {_last_heartbeat(reading, duty, at) for duty in connected}
    if len(lasts) != 1 or (found := lasts.pop()) is None:
        return None
    last, services = found
    known = reading.case.evidence[: bisect_right(reading.case.evidence, at, key=_known_at)]
    limits = [_limits(duty) for duty in connected]
    newest = max(_latest_time(fact, reading.least_bound) for fact in known)
    return Routine(limits, last, newest, services, reading.least_bound, _crowded_hour(known))


def _crowded_hour(known: tuple[EvidenceFact, ...]) -> datetime | None:
    newest = hour_of(max(fact.own_time for fact in known if fact.kind == "heartbeat"))
    of_the_hour = sum(fact.own_time >= newest for fact in known if fact.kind == "heartbeat")
    return newest if of_the_hour > 1 else None


def _last_heartbeat(reading: Reading, duty: DutyFact, at: datetime) -> tuple[datetime, tuple[str, ...]] | None:
    """When it counts and what it reached; None where the connection does not stand by it."""
    hold = hold_of(reading, duty, at)
    if hold.grade not in ("proven", "full") or not hold.stretches or hold.stretches[-1].end is not None:
        return None
    heartbeats = (each for each in reversed(reading.evidence(duty.duty, at)) if each.fact.kind == "heartbeat")
    last = next(heartbeats)
    return last.at, last.fact.services


def _limits(duty: DutyFact) -> tuple[timedelta, timedelta]:
    silent = timedelta(days=duty.limits.silent_after_days)
    return silent, silent + timedelta(hours=duty.limits.grace_open_hours)


def _latest_time(fact: EvidenceFact, in_time: timedelta) -> datetime:
    """The latest time at which it may count under any bound."""
    own, known = fact.own_time, fact.known_at
    return max(own, known) if known - own > in_time else own


def _known_at(fact: EvidenceFact) -> datetime:
    return fact.known_at
