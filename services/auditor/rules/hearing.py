"""Which evidence is heard at all, before a duty's bound decides the time at which it counts.

- *Old news proves nothing.* A heartbeat is old news when one with the same or a later own time became known in an
  earlier UTC hour. Old news that is late under every bound is dead; late under one duty's bound, it does not count
  for that duty.
- *A heartbeat covers its hour's bucket.* Of the heartbeats with the same services and the same UTC hour of own time,
  one that lies between two that became known in earlier UTC hours says nothing; of those that became known in the
  same UTC hour, only the first and the last count.
- Of the statements dated on one UTC day only the first MOST_STATEMENTS count.
"""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from typing import NamedTuple

from services.auditor.cases.case import Case
from services.auditor.cases.facts import EvidenceFact
from services.auditor.cases.statements import uncounted
from services.auditor.rules.lateness import Bounds, is_late
from services.timekeeping.door import Door

_DAY = timedelta(hours=24)
_EDGES = 2
"""A first and a last."""

_Bucket = tuple[int, int]
"""The number of a list of services, and an hour of own time."""


class Heard(NamedTuple):
    """A piece of evidence that is heard; one that is `old_news` counts for no duty under whose bound it is late."""

    fact: EvidenceFact
    old_news: bool = False


class Hearing:
    """The evidence of one case, taken in as far as it is asked for.

    Args:
        evidence: in the order in which it became known.
        door: known at least up to the last piece that is asked for.
    """

    def __init__(self, evidence: tuple[EvidenceFact, ...], bounds: Bounds, door: Door) -> None:
        self._evidence = evidence
        self._bounds = bounds
        self._door = door
        self._uncounted = uncounted(evidence)
        self._taken = 0
        self._places: list[int] = []
        self._candidates: list[Heard] = []
        self._lists: dict[tuple[str, ...], int] = {}
        self._hour = 0
        self._of_hour: dict[_Bucket, list[int]] = {}
        self._crowds: list[list[int]] = []
        self._newest: datetime | None = None
        self._covered: dict[_Bucket, tuple[datetime, datetime]] = {}

    def heard(self, known: int) -> list[Heard]:
        """What counts of the first `known` pieces, by what these say alone, in the order in which it became known."""
        candidates = self.candidates(0, known)
        between = self._between(known)
        return [heard for heard in candidates if id(heard.fact) not in between] if between else candidates

    def candidates(self, start: int, known: int) -> list[Heard]:
        """Of the pieces from `start` up to `known`: what may yet be the first or the last of its hour."""
        while self._taken < known:
            self._take(self._taken)
            self._taken += 1
        return self._candidates[bisect_left(self._places, start) : bisect_left(self._places, known)]

    def _take(self, place: int) -> None:
        fact = self._evidence[place]
        old_news = False
        if fact.kind == "heartbeat":
            own, hour = fact.own_time, _hour(fact.known_at)
            if hour != self._hour:
                self._close_hour(hour)
            old_news = fact.stale or (self._newest is not None and self._newest >= own)
            if old_news and is_late(fact, self._bounds.least_and_greatest(own)[1], self._door):
                return
            bucket = self._lists.setdefault(fact.services, len(self._lists)), _hour(own)
            within = self._covered.get(bucket)
            if within is not None and within[0] <= own <= within[1]:
                return  # and it covers no more than what covers it
            self._crowd(bucket, place)
        elif id(fact) in self._uncounted:
            return
        self._places.append(place)
        self._candidates.append(Heard(fact, old_news))

    def _crowd(self, bucket: _Bucket, place: int) -> None:
        group = self._of_hour.setdefault(bucket, [])
        group.append(place)
        if len(group) == _EDGES + 1:
            self._crowds.append(group)

    def _close_hour(self, following: int) -> None:
        for bucket, group in self._of_hour.items():
            owns = [self._evidence[place].own_time for place in group]
            covered = self._covered.get(bucket)
            first, last = (
                (min(owns), max(owns)) if covered is None else (min(*owns, covered[0]), max(*owns, covered[1]))
            )
            self._covered[bucket] = first, last
            self._newest = last if self._newest is None else max(self._newest, last)
        self._of_hour = {}
        self._hour = following

    def _between(self, known: int) -> set[int]:
        """What lies between the first and the last of its bucket that became known in the same hour."""
        between: set[int] = set()
        for places in self._crowds:
            group = [self._evidence[place] for place in places if place < known]
            if len(group) > _EDGES:
                edges = min(group, key=_by_own_time), max(group, key=_by_own_time)
                between |= {id(fact) for fact in group} - {id(fact) for fact in edges}
        return between


def fresh(case: Case, door: Door, at: datetime) -> list[EvidenceFact]:
    """The heartbeats known by `at` that are in the case whether or not it has been sealed, in the order known.

    They became known in the UTC hour of `at`, or they count and at most a day of open time lay between their own time
    and the beginning of that hour.
    """
    began = hour_of(at)
    earlier = bisect_left(case.evidence, began, key=_known_at)
    hearing = Hearing(case.evidence, Bounds(case.duties), door)
    counting = [heard.fact for heard in hearing.heard(earlier) if door.open_time(heard.fact.own_time, began) <= _DAY]
    of_the_hour = hearing.candidates(earlier, bisect_right(case.evidence, at, key=_known_at))
    return [fact for fact in (*counting, *(heard.fact for heard in of_the_hour)) if fact.kind == "heartbeat"]


def hour_of(at: datetime) -> datetime:
    """The UTC hour in which an instant of UTC lies, by its beginning."""
    return at.replace(minute=0, second=0, microsecond=0)


def _hour(at: datetime) -> int:
    """The same as `hour_of`, as a number: quicker to compare."""
    return at.toordinal() * 24 + at.hour


def _by_own_time(fact: EvidenceFact) -> tuple[datetime, datetime, str, str]:
    return fact.own_time, fact.known_at, fact.id, fact.sha256


def _known_at(fact: EvidenceFact) -> datetime:
    return fact.known_at
