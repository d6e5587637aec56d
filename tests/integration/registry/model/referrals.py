"""What may be referred: a breach by who was bound, not exempt, and out of time."""

from datetime import date, datetime

from services.calendar.civil import start_of_day
from tests.integration.registry.model.book import DAYS, NEVER, Agency, Mandate, Referral, State, bound, day_of, instant
from tests.integration.registry.model.entry import Entry, refuse


def put_oversight_body(state: State, entry: Entry) -> None:
    state.put(entry["name_en"], "oversight_body", entry["role"])


def open_one(state: State, entry: Entry) -> None:
    """Under a code and a number of its own, on the day on which it is entered."""
    mandates = state.of("mandate")
    code = next((code for code, mandate in mandates.items() if entry["duty"] in mandate.rules), None)
    refuse("reference-unknown" if code is None else None)
    agency: Agency = state.the("agency", entry["agency"])
    since, at = datetime.fromisoformat(entry["breach"]["since"]), start_of_day(date.fromisoformat(entry["date"]))
    day, mandate = day_of(since), mandates[code or ""]
    refuse(
        _life(agency, day_of(max(at, since))),
        None if bound(entry["agency"], agency, mandate, entry["duty"])[day] else "duty-not-binding",
        "exempt-then" if _exempt(state, entry["agency"], code or "", day) else None,
        "deadline-not-passed" if day < _deadline(entry["agency"], agency, mandate, day) else None,
        "effective-later" if since > instant(state.today) else None,
    )
    state.put(Referral(entry["agency"], entry["duty"], at), "referral", entry["code"])


def _life(agency: Agency, day: int) -> str | None:
    if agency.place[day] is not None:
        return None
    return "agency-not-yet-founded" if any(agency.place[each] for each in DAYS[day:]) else "agency-dissolved"


def _exempt(state: State, agency: str, mandate: str, day: int) -> bool:
    return any(
        name.startswith(f"{agency}/") and exemption.mandate == mandate and exemption.start <= day < exemption.end
        for name, exemption in state.of("exemption").items()
    )


def _deadline(code: str, agency: Agency, mandate: Mandate, day: int) -> int:
    """The earlier of what stood on that day and what stands now: an extension withdrawn since gave no time."""
    its_own = [link for link in mandate.chain if link.takes_in(code, agency)]
    then = [link.at for link in its_own if link.revision == 0 or link.announced <= day < link.withdrawn]
    return min(max(then), max(link.at for link in its_own if link.withdrawn == NEVER))
