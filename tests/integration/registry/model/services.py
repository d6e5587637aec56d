"""What becomes of services."""

from dataclasses import replace

from tests.integration.registry.model.agencies import absent
from tests.integration.registry.model.book import (
    Agency,
    Day,
    History,
    Service,
    State,
    first,
    put,
    since,
    standing,
    until,
    within,
)
from tests.integration.registry.model.entry import Entry, day_or_today, refuse


def list_services(state: State, entry: Entry) -> None:
    for each in entry["services"]:
        _list(state, each)


def _list(state: State, entry: Entry) -> None:
    entity = ("service", entry["agency"], entry["code"])
    start, traits, owner = day_or_today(state, entry), entry["high_use"], state.get("agency", entry["agency"])
    refuse("reference-unknown" if owner is None else absent(owner, start))
    held: Service | None = state.get(*entity)
    if held is None:
        state.put(_offered(since(start, traits), owner), *entity)
    elif entry.get("effective_from") or held.traits[-1] is None or standing(held.traits, state.today) != traits:
        refuse(_too_early_for_one(state, start))
        state.put(_offered(put(held.traits, traits, start), owner), *entity)


def _offered(traits: History, owner: Agency) -> Service:
    """No agency offers anything beyond its end."""
    lasting = within(traits, owner.place)
    return Service(first(lasting), lasting)


def _too_early_for_one(state: State, start: Day) -> str | None:
    """What is corrected in the past takes two."""
    return "four-eyes-required" if start < state.today and not state.four_eyes else None


def retire(state: State, entry: Entry) -> None:
    entity = ("service", entry["agency"], entry["service"])
    held: Service = state.the(*entity)
    end = day_or_today(state, entry)
    refuse("span-reversed" if end <= held.begun else None, _too_early_for_one(state, end))
    state.put(replace(held, traits=until(held.traits, end)), *entity)
