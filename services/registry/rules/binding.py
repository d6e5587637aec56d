"""When a duty binds an agency."""

from datetime import datetime
from functools import lru_cache

from mohlat_contracts.envelope import Span

from services.registry.book.contents import AgencyContent, Binds, DutyContent, MandateContent, Place
from services.registry.book.timeline import union
from services.registry.rules.sandboxes import SANDBOX


def bound(agency: AgencyContent, mandate: MandateContent, duty: DutyContent) -> tuple[Span, ...]:
    """The spans over which the duty binds the agency, ordered, touching ones joined.

    They are the times at which the mandate is in force, the agency exists, and the rule of that time takes in its
    place of that time.
    """
    force = mandate.in_force
    found = []
    for ruled, until, rule in _rules(_Same(duty)):
        for placed in agency.place:
            if rule.takes_in(agency.code, placed.value):
                start = max(force.start, ruled, placed.start)
                end = _earliest(force.until, until, placed.until)
                if end is None or start < end:
                    found.append(Span(start=start, until=end))
    return tuple(found) if len(found) < 2 else union(found)


def takes_in(binds: Binds, agency: str, place: Place) -> bool:
    """Whether the rule takes in an agency in this place; an exclusion wins over everything.

    A rule that names no kinds is for all but sandboxes: a sandbox is meant only where it, or its kind, is named.
    """
    return _Rule(binds).takes_in(agency, place)


class _Rule:
    """A rule made ready to be asked about many agencies: it may name ten thousand."""

    def __init__(self, binds: Binds) -> None:
        self._kinds, self._groups, self._parents = (
            frozenset[str | None](named) for named in (binds.kinds, binds.groups, binds.parents)
        )
        self._including, self._excluding = frozenset(binds.including), frozenset(binds.excluding)

    def takes_in(self, agency: str, place: Place) -> bool:
        if agency in self._excluding:
            return False
        return agency in self._including or (
            (place.kind in self._kinds if self._kinds else place.kind != SANDBOX)
            and (not self._groups or place.group in self._groups)
            and (not self._parents or place.parent in self._parents)
        )


class _Same:
    """Names a duty by its identity: to compare long rules would cost more than the cache saves."""

    __slots__ = ("duty",)

    def __init__(self, duty: DutyContent) -> None:
        self.duty = duty

    def __hash__(self) -> int:
        return id(self.duty)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.duty is self.duty


@lru_cache(maxsize=64)
def _rules(same: _Same) -> tuple[tuple[datetime, datetime | None, _Rule], ...]:
    return tuple((version.start, version.until, _Rule(version.value)) for version in same.duty.binds)


def _earliest(*ends: datetime | None) -> datetime | None:
    return min((end for end in ends if end is not None), default=None)
