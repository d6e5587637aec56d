"""What becomes of agencies in their lives: renamed, moved, merged, split, dissolved. Each returns contents anew.

Whoever calls also runs the checks of the roster on what is returned: groups, parents, cycles.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from services.registry.book.contents import AgencyContent, Names, Place
from services.registry.book.history import ended_at, founded
from services.registry.book.timeline import Timeline, Value, Version, clip, put, standing
from services.registry.problems import AgencyDissolved, HasAffiliates, NotYetFounded, SpanReversed
from services.registry.rules.roster import check_placement, check_repeats
from services.registry.rules.sandboxes import check_apart, check_kind


def check_alive(agency: AgencyContent, at: datetime) -> None:
    """Check that the agency exists at an instant.

    Raises:
        NotYetFounded: it begins to exist later.
        AgencyDissolved: it has ceased to exist by then.
    """
    end = ended_at(agency)
    if at < founded(agency):
        raise NotYetFounded(agency=agency.code, at=founded(agency))
    if end is not None and at >= end:
        raise AgencyDissolved(agency=agency.code, at=end)


def renamed(agency: AgencyContent, names: Names, start: datetime, until: datetime | None = None) -> AgencyContent:
    """The names hold from `start` until `until`, or else until the next names booked; never beyond its life.

    Raises:
        NotYetFounded, AgencyDissolved: it does not exist at `start`.
        SpanReversed: `until` does not lie after `start`.
    """
    return msgspec.structs.replace(agency, names=_put(agency, agency.names, names, start, until))


def moved(agency: AgencyContent, place: Place, start: datetime, until: datetime | None = None) -> AgencyContent:
    """It stands there from `start` until `until`, or else until the next move booked; never beyond its life.

    Raises:
        NotYetFounded, AgencyDissolved: it does not exist at `start`.
        SpanReversed: `until` does not lie after `start`.
        SandboxKindFixed: it would become a sandbox, or cease to be one.
    """
    check_kind(agency, place.kind)
    return msgspec.structs.replace(agency, place=_put(agency, agency.place, place, start, until))


def ended(agency: AgencyContent, at: datetime, successors: Sequence[str] = ()) -> AgencyContent:
    """It ceases to exist at an instant; what was booked for later is void. Its affiliates are not looked at.

    Raises:
        NotYetFounded: it would not have existed for an instant.
        AgencyDissolved: it has ceased to exist by then.
    """
    check_alive(agency, at)
    if at == founded(agency):
        raise NotYetFounded(agency=agency.code, at=at)
    return msgspec.structs.replace(
        agency,
        names=clip(agency.names, None, at),
        place=clip(agency.place, None, at),
        successors=_added(agency.successors, successors),
    )


def dissolved(agency: AgencyContent, at: datetime, affiliates: Iterable[AgencyContent]) -> AgencyContent:
    """It ceases to exist at an instant, without a successor.

    Args:
        affiliates: all that are ever placed under it.

    Raises:
        NotYetFounded, AgencyDissolved: it does not exist before that instant.
        HasAffiliates: some are under it at that instant, or booked to be later.
    """
    without_it = ended(agency, at)
    _check_childless(agency, at, affiliates)
    return without_it


def merged(
    agencies: Sequence[AgencyContent], into: AgencyContent, at: datetime, affiliates: Iterable[AgencyContent]
) -> tuple[AgencyContent, ...]:
    """The agencies end, `into` goes on, and their affiliates come under it; all contents that change.

    Where `into` itself stood under one of them, it comes under the next above it that goes on.

    Args:
        affiliates: all that are ever placed under one of the agencies.

    Raises:
        Repeated: an agency is named twice, or merged into itself.
        SandboxApart: one of them is a sandbox.
        NotYetFounded, AgencyDissolved: one of them does not exist at that instant, or `into` does not last as long as
            an affiliate that would come under it.
    """
    merging = {agency.code: agency for agency in agencies}
    check_repeats("agency", [*(agency.code for agency in agencies), into.code])
    check_apart([*agencies, into])
    check_alive(into, at)
    ending = tuple(ended(agency, at, [into.code]) for agency in agencies)
    heir = msgspec.structs.replace(into, predecessors=_added(into.predecessors, list(merging)))
    heir = _reparented(heir, at, lambda version: _next_above(version, merging, at))
    adopting = [
        _reparented(child, at, lambda version: into.code if version.value.parent in merging else version.value.parent)
        for child in {child.code: child for child in affiliates}.values()
        if child.code not in merging and child.code != into.code and _is_under(child, merging, at)
    ]
    for child in adopting:
        check_placement(clip(child.place, at, None), heir)
    return (*ending, heir, *adopting)


def adopted(child: AgencyContent, old: str, new: str, at: datetime) -> AgencyContent:
    """The child stands under `new` wherever from an instant on it stood, or was booked to stand, under `old`."""
    return _reparented(child, at, lambda version: new if version.value.parent == old else version.value.parent)


def split(
    agency: AgencyContent,
    into: Sequence[AgencyContent],
    at: datetime,
    affiliates: Iterable[AgencyContent],
    continues: bool = False,
) -> tuple[AgencyContent, ...]:
    """New agencies come out of one, which ends unless it continues; it and they, with where they came from and went.

    Args:
        affiliates: all that are ever placed under it, less the new ones.

    Raises:
        Repeated: an agency is named twice, or split up into itself.
        SandboxApart: one of them is a sandbox.
        NotYetFounded, AgencyDissolved: it does not exist at that instant.
        HasAffiliates: it would end with some under it.
    """
    check_repeats("agency", [*(new.code for new in into), agency.code])
    check_apart([agency, *into])
    check_alive(agency, at)
    successors = [new.code for new in into]
    if continues:
        after = msgspec.structs.replace(agency, successors=_added(agency.successors, successors))
    else:
        after = ended(agency, at, successors)
        _check_childless(agency, at, affiliates)
    return (
        after,
        *(msgspec.structs.replace(new, predecessors=_added(new.predecessors, [agency.code])) for new in into),
    )


def _put(
    agency: AgencyContent, timeline: Timeline[Value], value: Value, start: datetime, until: datetime | None
) -> Timeline[Value]:
    check_alive(agency, start)
    if until is not None and until <= start:
        raise SpanReversed(start=start, until=until)
    return clip(put(timeline, value, start, until), founded(agency), ended_at(agency))


def _reparented(
    agency: AgencyContent, at: datetime, parent_of: Callable[[Version[Place]], str | None]
) -> AgencyContent:
    place = agency.place
    for version in clip(place, at, None):
        parent = parent_of(version)
        if parent != version.value.parent:
            there = msgspec.structs.replace(version.value, parent=parent)
            place = put(place, there, version.start, version.until)
    return msgspec.structs.replace(agency, place=place)


def _next_above(version: Version[Place], merging: Mapping[str, AgencyContent], at: datetime) -> str | None:
    """The first above it that is not merged, as things stand when this place begins."""
    parent, passed = version.value.parent, set[str]()
    while parent is not None and parent in merging and parent not in passed:
        passed.add(parent)
        parent = standing(merging[parent].place, max(version.start, at)).parent
    return None if parent in passed else parent


def _is_under(child: AgencyContent, parents: Container[str], at: datetime) -> bool:
    """Whether it stands under one of them at an instant, or is booked to later."""
    return any(version.value.parent in parents for version in clip(child.place, at, None))


def _check_childless(agency: AgencyContent, at: datetime, affiliates: Iterable[AgencyContent]) -> None:
    left = sorted(child.code for child in affiliates if _is_under(child, [agency.code], at))
    if left:
        raise HasAffiliates(agency=agency.code, affiliates=left)


def _added(codes: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*codes, *more)))
