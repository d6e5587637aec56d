"""Two figures in, the ordered steps between them out; each changes one thing and names the bodies it moves. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from msgspec import Struct, structs

from services.auditor.figures.bodies import Census
from services.auditor.figures.computing import Tally, same_duty, tally
from services.auditor.figures.definitions import Definition, Over

StepName = Literal[
    "recomputed",
    "knowledge",
    "date",
    "date_and_knowledge",
    "denominator",
    "exemption",
    "affiliates",
    "selection",
    "counts",
    "duty",
]
"""What a step changes.

`recomputed` is the same question with another answer, which only a changed history or an error can give;
`selection` is the group, the parent and whatever else a definition selects by; `duty` also changes what counts.
"""

_LESS_EXEMPT: dict[Over, Over] = {
    "listed": "listed_less_exempt",
    "listed_less_exempt": "listed_less_exempt",
    "obligated": "obligated_less_exempt",
    "obligated_less_exempt": "obligated_less_exempt",
}
_WITH_EXEMPT: dict[Over, Over] = {
    "listed": "listed",
    "listed_less_exempt": "listed",
    "obligated": "obligated",
    "obligated_less_exempt": "obligated",
}


class CensusMissing(LookupError):
    """Two things differ that one census more is needed to tell apart."""


class Side(Struct, frozen=True, kw_only=True):
    """A figure with the bodies it was counted over.

    Raises:
        CensusInvalid: the census is of another duty than the definition's.
    """

    definition: Definition
    census: Census

    def __post_init__(self) -> None:
        same_duty(self.definition, self.census)


class Movement(Struct, frozen=True, kw_only=True):
    """Codes of the bodies that entered a list and that left it, sorted."""

    entered: tuple[str, ...]
    left: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.entered or self.left)


class Step(Struct, frozen=True, kw_only=True):
    """One step: a figure before, a figure after, and the bodies between them.

    Attributes:
        definition: the one under which `after` is counted, as are `as_of` and `known_at`; so too for `was_…` and
            `before`.
    """

    name: StepName
    was_definition: Definition
    was_as_of: datetime
    was_known_at: datetime
    before: Tally
    definition: Definition
    as_of: datetime
    known_at: datetime
    after: Tally
    numerator: Movement
    denominator: Movement
    not_judged: Movement


class Reconciliation(Struct, frozen=True, kw_only=True):
    """The first figure, the steps in order, the second figure. No step is empty; without steps they are equal."""

    first: Tally
    second: Tally
    steps: tuple[Step, ...]


class Station(NamedTuple):
    """A place on the way: what was asked, and the answer."""

    name: StepName
    definition: Definition
    as_of: datetime
    known_at: datetime
    tally: Tally


class _Turn(NamedTuple):
    name: StepName
    definition: Definition
    census: Census


def reconcile(first: Side, second: Side, between: Iterable[Census] = ()) -> Reconciliation:
    """The steps from one figure to the other.

    Args:
        between: further censuses. Where both the date and what was known of it differ, the one as of the first date
            known at the second instant tells the two steps apart; without it they are one. Where the duty differs as
            well as an instant, the first duty's census at the second instants is needed.

    Raises:
        CensusMissing: that last one is not given.
    """
    start = Station(
        "recomputed",
        first.definition,
        first.census.as_of,
        first.census.known_at,
        tally(first.definition, first.census.bodies),
    )
    return walk(start, _stations(first, second, tuple(between)))


def walk(start: Station, stations: Iterable[Station]) -> Reconciliation:
    """The steps along the stations; those at which nobody moves are left out."""
    here, steps = start, []
    for station in stations:
        if station.tally != here.tally:
            steps.append(_step(here, station))
        here = station
    return Reconciliation(first=start.tally, second=here.tally, steps=tuple(steps))


def moved(before: Iterable[str], after: Iterable[str]) -> Movement:
    """What lies between two lists of codes."""
    was, now = set(before), set(after)
    return Movement(entered=tuple(sorted(now - was)), left=tuple(sorted(was - now)))


def _step(here: Station, there: Station) -> Step:
    return Step(
        name=there.name,
        was_definition=here.definition,
        was_as_of=here.as_of,
        was_known_at=here.known_at,
        before=here.tally,
        definition=there.definition,
        as_of=there.as_of,
        known_at=there.known_at,
        after=there.tally,
        numerator=moved(here.tally.counted, there.tally.counted),
        denominator=moved(here.tally.base, there.tally.base),
        not_judged=moved(here.tally.not_judged, there.tally.not_judged),
    )


def _stations(first: Side, second: Side, between: tuple[Census, ...]) -> Iterator[Station]:
    for turn in _turns(first, second, between):
        found = tally(turn.definition, turn.census.bodies)
        yield Station(turn.name, turn.definition, turn.census.as_of, turn.census.known_at, found)


def _turns(first: Side, second: Side, between: tuple[Census, ...]) -> Iterator[_Turn]:
    """Time first, then the definition part by part, so that a part is compared on one and the same census."""
    arrived = _at_second_instants(first, second, between)
    for name, census in _times(first.census, arrived, between):
        yield _Turn(name, first.definition, census)
    definition = first.definition
    for name, definition in _parts(first.definition, second.definition):
        yield _Turn(name, definition, arrived)
    same = first.definition.duty == second.definition.duty
    yield _Turn("counts" if same else "duty", second.definition, second.census)


def _at_second_instants(first: Side, second: Side, between: tuple[Census, ...]) -> Census:
    """The first duty's census as of the second instants."""
    if first.definition.duty == second.definition.duty:
        return second.census
    wanted = (first.definition.duty, second.census.as_of, second.census.known_at)
    for census in (first.census, *between):
        if _key(census) == wanted:
            return census
    raise CensusMissing(
        f"the duties differ and so do the instants: the bodies under {wanted[0]!r} as of {wanted[1].isoformat()}, "
        f"known at {wanted[2].isoformat()}, are needed as well"
    )


def _times(here: Census, there: Census, between: tuple[Census, ...]) -> Iterator[tuple[StepName, Census]]:
    if here.as_of != there.as_of and here.known_at != there.known_at:
        given = {_key(census): census for census in between}
        if middle := given.get((here.duty, here.as_of, there.known_at)):
            yield from (("knowledge", middle), ("date", there))
        elif middle := given.get((here.duty, there.as_of, here.known_at)):
            yield from (("date", middle), ("knowledge", there))
        else:
            yield "date_and_knowledge", there
    elif here.as_of != there.as_of:
        yield "date", there
    elif here.known_at != there.known_at:
        yield "knowledge", there
    else:
        yield "recomputed", there


def _key(census: Census) -> tuple[str, datetime, datetime]:
    return census.duty, census.as_of, census.known_at


def _parts(first: Definition, second: Definition) -> Iterator[tuple[StepName, Definition]]:
    """The first definition, changed part by part into the second, save for what counts."""
    exempt_kept = first.over == _WITH_EXEMPT[first.over]
    over = (_WITH_EXEMPT if exempt_kept else _LESS_EXEMPT)[second.over]
    changed = structs.replace(first, over=over)
    yield "denominator", changed
    changed = structs.replace(changed, over=second.over)
    yield "exemption", changed
    changed = structs.replace(changed, among=second.among)
    yield "affiliates", changed
    changed = structs.replace(changed, group=second.group, parent=second.parent, where=second.where)
    yield "selection", changed
