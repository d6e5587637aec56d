"""What becomes of exemptions."""

from dataclasses import replace

from tests.integration.registry.model.book import DAYS, NEVER, Agency, Exemption, Mandate, State, first
from tests.integration.registry.model.entry import Entry, day_in, day_or_today, refuse

Entity = tuple[str, str, str]


def grant(state: State, entry: Entry) -> None:
    agency, mandate = state.the("agency", entry["agency"]), state.the("mandate", entry["mandate"])
    entity = ("exemption", entry["agency"], entry["code"])
    held: Exemption | None = state.get(*entity)
    start = day_in(entry, "from") or (state.today if held is None else held.start)
    exemption = Exemption(entry["mandate"], entry["basis_en"], start, day_in(entry, "until") or NEVER)
    refuse("span-reversed" if exemption.end <= start else None)
    refuse(
        *(_pointless(exemption, agency, mandate) if held is None else ()),
        "content-differs" if held not in (None, exemption) else None,
        _beside(state, exemption, entity),
    )
    state.put(exemption, *entity)


def _pointless(exemption: Exemption, agency: Agency, mandate: Mandate) -> list[str]:
    """There must be somebody to be exempted, and something to be exempted from."""
    days = [day for day in DAYS if exemption.start <= day < exemption.end]
    lives = max(exemption.start, first(agency.place))
    return [
        *(["agency-dissolved"] if agency.place[lives] is None else []),
        *([] if any(mandate.force[day] for day in days) else ["mandate-repealed"]),
    ]


def end(state: State, entry: Entry) -> None:
    """No later than it would end by itself."""
    entity = ("exemption", entry["agency"], entry["code"])
    held: Exemption = state.the(*entity)
    ended = replace(held, end=day_or_today(state, entry, "until"))
    if ended.end > held.end and day_in(entry, "until") is None:
        return
    refuse("span-reversed" if ended.end <= held.start or ended.end > held.end else None)
    state.put(ended, *entity)


def _beside(state: State, exemption: Exemption, entity: Entity) -> str | None:
    """Whether the agency is exempt from the mandate on some of those days by another one."""
    for name, other in state.of("exemption").items():
        agency, code = name.split("/")
        beside = agency == entity[1] and code != entity[2] and other.mandate == exemption.mandate
        if beside and max(other.start, exemption.start) < min(other.end, exemption.end):
            return "exemption-overlaps"
    return None
