"""The bound between an event's own time and its arrival: the law of the day on which the event happened.

A later change of the limits never recounts what was heard before it.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from functools import cached_property

from services.auditor.cases.facts import DutyFact, EvidenceFact
from services.timekeeping.door import Door

WITHOUT_LAW = timedelta(hours=24)
"""The bound where a duty was not yet known at an event's own time; of open time, as every bound."""


class Bounds:
    """The bounds of one case. Only what was known at an event's own time is asked, so nothing known later matters.

    Args:
        duties: in the order in which they became known.
    """

    def __init__(self, duties: tuple[DutyFact, ...]) -> None:
        self._steps: dict[str, tuple[list[datetime], list[timedelta]]] = {}
        ruling: dict[str, DutyFact] = {}
        for fact in duties:
            if fact.duty not in ruling or _rank(fact) > _rank(ruling[fact.duty]):
                ruling[fact.duty] = fact
                since, bounds = self._steps.setdefault(fact.duty, ([], []))
                since.append(fact.known_at)
                bounds.append(timedelta(hours=fact.limits.grace_open_hours))

    def of(self, duty: str, own_time: datetime) -> timedelta:
        """Of one duty: by the highest of its revisions that was known at `own_time`."""
        since, bounds = self._steps.get(duty, ([], []))
        known = bisect_right(since, own_time)
        return bounds[known - 1] if known else WITHOUT_LAW

    def least_and_greatest(self, own_time: datetime) -> tuple[timedelta, timedelta]:
        """Of all duties, those included that nobody knows yet."""
        bounds = [WITHOUT_LAW, *(self.of(duty, own_time) for duty in self._steps)]
        return min(bounds), max(bounds)

    @cached_property
    def least(self) -> timedelta:
        """The least that ever ruled."""
        return min([WITHOUT_LAW, *(bound for _, bounds in self._steps.values() for bound in bounds)])

    @property
    def greatest(self) -> timedelta:
        """The greatest that ever ruled."""
        return max([WITHOUT_LAW, *(bound for _, bounds in self._steps.values() for bound in bounds)])


def is_late(fact: EvidenceFact, bound: timedelta, door: Door) -> bool:
    """Whether more open time than the bound lay between its own time and its arrival."""
    own, arrival = fact.own_time, fact.known_at
    return arrival - own > bound and door.open_time(own, arrival) > bound


def _rank(fact: DutyFact) -> tuple[int, str, str]:
    return fact.revision, fact.sha256, fact.id
