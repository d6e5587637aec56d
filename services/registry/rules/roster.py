"""What agencies must be beside each other: named once, in groups and under parents that exist, and in no cycle."""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from mohlat_contracts.provinces import PROVINCES

from services.registry.book.contents import AgencyContent, Place
from services.registry.book.history import ended_at, founded
from services.registry.book.timeline import Timeline, clip
from services.registry.problems import (
    AgencyDissolved,
    NotYetFounded,
    ParentCycle,
    ReferenceUnknown,
    Repeated,
)
from services.registry.rules.sandboxes import check_apart

Find = Callable[[str], AgencyContent | None]
"""Gives the agency of a code as it is to be, changed ones included; None when there is none."""


def check_repeats(kind: str, codes: Iterable[str]) -> None:
    """Raises Repeated when a code is there twice."""
    seen = set[str]()
    for code in codes:
        if code in seen:
            raise Repeated(kind=kind, code=code)
        seen.add(code)


def check_places(agencies: Sequence[AgencyContent], groups: Container[str], find: Find) -> None:
    """Check wherever they are ever placed, among `groups` and under parents that `find` gives.

    Raises:
        ReferenceUnknown, SandboxApart, NotYetFounded, AgencyDissolved, ParentCycle: as the checks below.
    """
    check_groups(agencies, groups)
    check_provinces(agencies)
    check_parents(agencies, find)
    check_acyclic(agencies, find)


def check_groups(agencies: Iterable[AgencyContent], groups: Container[str]) -> None:
    """Raises ReferenceUnknown when one of them is ever placed in a group that is not among `groups`."""
    for agency in agencies:
        for version in agency.place:
            if version.value.group not in groups:
                raise ReferenceUnknown(kind="group", code=version.value.group, where=f"{agency.code}.group")


def check_provinces(agencies: Iterable[AgencyContent]) -> None:
    """Raises ReferenceUnknown when one of them is ever placed in a province that there is not."""
    for agency in agencies:
        for version in agency.place:
            province = version.value.province
            if province is not None and province not in PROVINCES:
                raise ReferenceUnknown(kind="province", code=province, where=f"{agency.code}.province")


def check_parents(agencies: Iterable[AgencyContent], find: Find) -> None:
    """Check that whoever they are ever placed under exists all that time.

    Raises:
        ReferenceUnknown: a parent is not registered.
        SandboxApart: a parent is a sandbox.
        NotYetFounded, AgencyDissolved: it does not exist for some of the time.
    """
    for agency in agencies:
        for code in parents_of([agency]):
            parent = find(code)
            if parent is None:
                raise ReferenceUnknown(kind="agency", code=code, where=f"{agency.code}.parent")
            check_apart([parent])
            check_placement(agency.place, parent)


def check_placement(place: Timeline[Place], parent: AgencyContent) -> None:
    """Check that a parent exists whenever a place is under it.

    Raises:
        NotYetFounded, AgencyDissolved: it does not exist for some of the time.
    """
    end = ended_at(parent)
    for version in place:
        if version.value.parent == parent.code:
            if version.start < founded(parent):
                raise NotYetFounded(agency=parent.code, at=founded(parent))
            if end is not None and (version.until is None or version.until > end):
                raise AgencyDissolved(agency=parent.code, at=end)


def parents_of(agencies: Iterable[AgencyContent]) -> list[str]:
    """Whom they are ever placed under, each once; to load what `check_parents` and `check_acyclic` will ask for."""
    named = (version.value.parent for agency in agencies for version in agency.place)
    return list(dict.fromkeys(code for code in named if code is not None))


def parents_first(agencies: Iterable[AgencyContent]) -> list[AgencyContent]:
    """Each after all that it is ever placed under, as far as they are among these; else in the order given.

    Where two are above one another at different times, no order serves both, and either comes first.
    """
    by_code = {agency.code: agency for agency in agencies}
    placed: dict[str, AgencyContent] = {}
    entered = set[str]()
    for first in by_code:
        climbing = [first]
        while climbing:
            code = climbing[-1]
            if code in entered:
                placed.setdefault(climbing.pop(), by_code[code])
            else:
                entered.add(code)
                climbing += [
                    above for above in parents_of([by_code[code]]) if above in by_code and above not in entered
                ]
    return list(placed.values())


def check_acyclic(changed: Iterable[AgencyContent], find: Find) -> None:
    """Check that at no instant an agency is above itself. Only looks up from those that changed.

    A parent that cannot be found has nobody above it.

    Raises:
        ParentCycle: with the agencies of the cycle, each below the next.
    """
    reached = _with_all_above(changed, find)
    cleared = set[str]()
    for agency in parents_first(reached.values()):
        _climb(agency, reached, cleared)
        cleared.add(agency.code)


class _Step(NamedTuple):
    """A way up over a span of time in which it exists."""

    agency: AgencyContent
    start: datetime | None
    until: datetime | None
    height: int
    below: "_Step | None"


def _with_all_above(changed: Iterable[AgencyContent], find: Find) -> dict[str, AgencyContent]:
    reached = {agency.code: agency for agency in changed}
    asked = set(reached)
    level = list(reached.values())
    while level:
        codes = [code for code in parents_of(level) if code not in asked]
        asked.update(codes)
        level = [agency for agency in map(find, codes) if agency is not None]
        reached |= {agency.code: agency for agency in level}
    return reached


def _climb(first: AgencyContent, reached: dict[str, AgencyContent], cleared: set[str]) -> None:
    """Walk every way up from an agency; a way that is longer than there are agencies goes round above it."""
    ways = [_Step(first, None, None, 1, None)]
    while ways:
        step = ways.pop()
        for version in clip(step.agency.place, step.start, step.until):
            code = version.value.parent
            if code == first.code or step.height > len(reached):
                raise ParentCycle(codes=_cycle(step))
            if code in reached and code not in cleared:
                ways.append(_Step(reached[code], version.start, version.until, step.height + 1, step))


def _cycle(top: _Step) -> list[str]:
    """The last turn of a way that goes round."""
    codes: dict[str, None] = {}
    step: _Step | None = top
    while step is not None and step.agency.code not in codes:
        codes[step.agency.code] = None
        step = step.below
    return list(codes)[::-1]
