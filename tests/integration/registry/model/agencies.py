"""What becomes of groups and agencies."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mohlat_contracts.provinces import PROVINCES

from tests.integration.registry.model.book import (
    DAYS,
    Agency,
    Broken,
    Day,
    Place,
    Service,
    State,
    first,
    put,
    since,
    standing,
    until,
    within,
)
from tests.integration.registry.model.entry import Entry, day_in, day_or_today, refuse


def put_group(state: State, entry: Entry) -> None:
    start, held = day_or_today(state, entry), state.get("group", entry["code"])
    refuse("effective-later" if start > state.today else None)
    names = since(start, entry["name_en"]) if held is None else put(held, entry["name_en"], start)
    state.put(names, "group", entry["code"])


def register(state: State, entry: Entry) -> None:
    codes = [each["code"] for each in entry["agencies"]]
    refuse("repeated-in-request" if len(set(codes)) < len(codes) else None)
    for each in entry["agencies"]:
        held = state.get("agency", each["code"])
        if held is None:
            _found(state, each, state.today)
        elif not _same(state, held, each):
            raise Broken("content-differs", *_misplaced(state))
    refuse(*_misplaced(state))


def _found(state: State, entry: Entry, day: Day, predecessors: tuple[str, ...] = ()) -> None:
    start = day_in(entry, "founded") or day
    agency = Agency(since(start, entry["name_en"]), since(start, _place(entry)), predecessors)
    state.put(agency, "agency", entry["code"])


def _place(entry: Entry) -> Place:
    return Place(entry["group"], entry["kind"], entry["parent"], entry["province"])


def _same(state: State, held: Agency, entry: Entry) -> bool:
    return (
        standing(held.names, state.today) == entry["name_en"]
        and standing(held.place, state.today) == _place(entry)
        and day_in(entry, "founded") in (None, first(held.place))
    )


def rename(state: State, entry: Entry) -> None:
    held, start, end = _timed(state, entry)
    names = within(put(held.names, entry["name_en"], start, end), held.place)
    state.put(replace(held, names=names), "agency", entry["agency"])


def move(state: State, entry: Entry) -> None:
    another = _is_sandbox(state.the("agency", entry["agency"])) != (entry["kind"] == "sandbox")
    held, start, end = _timed(state, entry, "sandbox-kind-fixed" if another else None)
    place = within(put(held.place, _place(entry), start, end), held.place)
    state.put(replace(held, place=place), "agency", entry["agency"])
    refuse(*_misplaced(state))


def _is_sandbox(held: Agency) -> bool:
    return any(place is not None and place.kind == "sandbox" for place in held.place)


def _timed(state: State, entry: Entry, also: str | None = None) -> tuple[Agency, Day, Day | None]:
    held, start, end = (
        state.the("agency", entry["agency"]),
        day_or_today(state, entry),
        day_in(entry, "effective_until"),
    )
    refuse(also, absent(held, start), "span-reversed" if end is not None and end <= start else None)
    return held, start, end


def absent(held: Agency, day: Day) -> str | None:
    if held.place[day] is not None:
        return None
    return "agency-not-yet-founded" if day < first(held.place) else "agency-dissolved"


def _misplaced(state: State) -> set[str]:
    """Rules that some agency breaks on some day: its group and parent are there, and it is not above itself."""
    agencies, broken = state.of("agency"), set[str]()
    for code, held in agencies.items():
        for day in DAYS:
            place = held.place[day]
            if place is not None:
                if (
                    state.get("group", place.group) is None
                    or place.parent not in (None, *agencies)
                    or place.province not in (None, *PROVINCES)
                ):
                    broken.add("reference-unknown")
                elif place.parent is not None:
                    broken |= set(filter(None, [absent(agencies[place.parent], day)]))
                    broken |= {"sandbox-apart"} if _is_sandbox(agencies[place.parent]) else set()
                    broken |= {"parent-cycle"} if _is_above_itself(agencies, code, day) else set()
    return broken


def _is_above_itself(agencies: Mapping[str, Agency], code: str, day: Day) -> bool:
    above = code
    for _ in agencies:
        place = agencies[above].place[day] if above in agencies else None
        if place is None or place.parent is None:
            return False
        above = place.parent
        if above == code:
            return True
    return False


def merge(state: State, entry: Entry) -> None:
    at, into, codes = day_or_today(state, entry), entry["into"], entry["agencies"]
    heir, ending = state.the("agency", into), {code: state.the("agency", code) for code in codes}
    refuse(
        "repeated-in-request" if len({into, *codes}) <= len(codes) else None,
        "sandbox-apart" if any(map(_is_sandbox, (heir, *ending.values()))) else None,
        absent(heir, at),
        *(_unending(held, at) for held in ending.values()),
    )
    for code, held in state.of("agency").items():
        if code not in ending:
            adopted = tuple(_adopted(held, day, at, ending, code, into) for day in DAYS)
            state.put(replace(held, place=adopted), "agency", code)
    heir = state.the("agency", into)
    state.put(replace(heir, predecessors=_and(heir.predecessors, codes)), "agency", into)
    for code in codes:
        _end(state, code, at, [into])
    refuse(*_misplaced(state))


def _adopted(held: Agency, day: Day, at: Day, ending: Mapping[str, Agency], code: str, into: str) -> Place | None:
    """Where who stood under one that ends stands from then on: under the heir, or the heir under the next above."""
    place: Place | None = held.place[day]
    if place is None or day < at or place.parent not in ending:
        return place
    return place._replace(parent=_next_above(held, day, at, ending) if code == into else into)


def _next_above(held: Agency, day: Day, at: Day, ending: Mapping[str, Agency]) -> str | None:
    """The next above the heir that goes on, as it was when the heir came there, or when the others end."""
    begun = next(each for each in range(day, -1, -1) if each == at or held.place[each] != held.place[each - 1])
    parent, passed = held.place[day].parent, set()
    while parent in ending and parent not in passed:
        passed.add(parent)
        parent = standing(ending[parent].place, begun).parent
    return None if parent in passed else parent


def _unending(held: Agency, at: Day) -> str | None:
    """Why it cannot end then: an agency has lasted before it ends."""
    return "agency-not-yet-founded" if at == first(held.place) else absent(held, at)


def _end(state: State, code: str, at: Day, successors: Iterable[str] = ()) -> None:
    held = state.the("agency", code)
    ended = replace(held, names=until(held.names, at), place=until(held.place, at))
    state.put(replace(ended, successors=_and(held.successors, successors)), "agency", code)
    for name, service in state.of("service").items():
        if name.startswith(f"{code}/"):
            state.put(_offered_until(service, at), "service", *name.split("/"))


def _offered_until(service: Service, end: Day) -> Service:
    """What was to be offered later never is."""
    return replace(service, traits=until(service.traits, end))


def _and(codes: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*codes, *more)))


def split(state: State, entry: Entry) -> None:
    at, code, parts = day_or_today(state, entry), entry["agency"], entry["into"]
    held, codes = state.the("agency", code), [each["code"] for each in parts]
    refuse(
        "repeated-in-request" if len({code, *codes}) <= len(codes) else None,
        "content-differs" if any(each != code and state.get("agency", each) for each in codes) else None,
        "sandbox-apart" if _is_sandbox(held) or any(each["kind"] == "sandbox" for each in parts) else None,
        absent(held, at) if entry["continues"] else _unending(held, at),
        None if entry["continues"] else _peopled(state, code, at),
    )
    if entry["continues"]:
        state.put(replace(held, successors=_and(held.successors, codes)), "agency", code)
    else:
        _end(state, code, at, codes)
    for each in parts:
        _found(state, each, at, (code,))
    refuse(*_misplaced(state))


def dissolve(state: State, entry: Entry) -> None:
    at, code = day_or_today(state, entry), entry["agency"]
    refuse(_unending(state.the("agency", code), at), _peopled(state, code, at))
    _end(state, code, at)


def _peopled(state: State, code: str, at: Day) -> str | None:
    """Whether somebody stands under it then, or is to later."""
    left = (place for held in state.of("agency").values() for place in held.place[at:])
    return "has-affiliates" if any(place is not None and place.parent == code for place in left) else None
