"""What becomes of certificates: which level a service is certified at, day by day."""

from typing import NamedTuple

from tests.integration.registry.model.book import DAYS, LAST, NEVER, Day, History, Service, State
from tests.integration.registry.model.entry import Entry, day_in, day_or_today, refuse

NONE: History = tuple(None for _ in DAYS)


class Run(NamedTuple):
    """Days of one level, `end` not among them."""

    start: Day
    end: Day
    level: str


def certify(state: State, entry: Entry) -> None:
    for each in entry["certificates"]:
        _certify(state, each)


def _certify(state: State, entry: Entry) -> None:
    held, service = _known(state, entry)
    new = Run(day_or_today(state, entry, "from"), day_in(entry, "until") or NEVER, entry["level"])
    if new in _runs(held):
        return
    last = _runs(held)[-1:]
    if last and last[0].end == NEVER and last[0].start < new.start:
        held = tuple(level if day < new.start else None for day, level in zip(DAYS, held, strict=True))
    _put(state, entry, held, new, service)


def end(state: State, entry: Entry) -> None:
    """Of those that have begun by then the last one ends; it is never made longer."""
    held, _ = _known(state, entry)
    at = day_or_today(state, entry, "until")
    if day_in(entry, "until") is None and held != NONE and held[state.today] is None:
        return
    begun = [run for run in _runs(held) if run.start <= at]
    refuse(None if begun else "not-found")
    refuse("span-reversed" if begun[-1].start == at or at > begun[-1].end else None)
    kept = tuple(None if begun[-1].start <= day and at <= day < begun[-1].end else held[day] for day in DAYS)
    state.put(kept, "certification", entry["agency"], entry["service"])


def correct(state: State, entry: Entry) -> None:
    held, service = _known(state, entry)
    at = day_or_today(state, entry, "holds_at")
    wrong = next((run for run in _runs(held) if run.start <= at < run.end), None)
    refuse("not-found" if wrong is None else None)
    assert wrong is not None
    rest = tuple(None if wrong.start <= day < wrong.end else level for day, level in zip(DAYS, held, strict=True))
    if entry["struck"]:
        state.put(rest, "certification", entry["agency"], entry["service"])
        return
    end = NEVER if entry["endless"] else day_in(entry, "until") or wrong.end
    right = Run(day_in(entry, "from") or wrong.start, end, entry["level"] or wrong.level)
    _put(state, entry, rest, right, service)


def _put(state: State, entry: Entry, held: History, new: Run, service: Service) -> None:
    days = [day for day in DAYS if new.start <= day < new.end]
    refuse(
        "span-reversed" if new.end <= new.start else None,
        "effective-later" if new.start > state.today else None,
        "service-not-offered" if service.traits[new.start] is None else None,
        "certificate-overlaps" if any(held[day] is not None for day in days) else None,
    )
    after = tuple(new.level if day in days else level for day, level in zip(DAYS, held, strict=True))
    state.put(after, "certification", entry["agency"], entry["service"])


def _known(state: State, entry: Entry) -> tuple[History, Service]:
    """What is certified of a service, which is there, as its agency is."""
    state.the("agency", entry["agency"])
    service: Service = state.the("service", entry["agency"], entry["service"])
    return state.get("certification", entry["agency"], entry["service"]) or NONE, service


def _runs(held: History) -> list[Run]:
    """One that lasts to the last day has no end."""
    runs: list[Run] = []
    for day in DAYS:
        if held[day] is not None:
            if runs and runs[-1].end == day and runs[-1].level == held[day]:
                runs[-1] = runs[-1]._replace(end=day + 1)
            else:
                runs.append(Run(day, day + 1, held[day]))
    assert LAST + 1 == NEVER
    return runs
