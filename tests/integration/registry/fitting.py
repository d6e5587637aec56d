"""Operations made to fit: where one names somebody at random, it names somebody who is there instead."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.integration.registry.entered import AGENCIES
from tests.integration.registry.model.book import LAST, State, written

Draw = Callable[[st.SearchStrategy[Any]], Any]
Entry = Mapping[str, Any]


def fitted(entry: Entry, state: State, draw: Draw) -> dict[str, Any]:
    """The same operation, three times in four about what the registry knows."""
    return dict(entry) if draw(st.integers(0, 3)) == 0 else _Fitting(state, draw).fit(entry)


class _Fitting:
    def __init__(self, state: State, draw: Draw) -> None:
        self._state, self._draw = state, draw
        agencies = state.of("agency")
        self._new = [code for code in AGENCIES if code not in agencies]
        living = [code for code, held in agencies.items() if held.place[state.today] is not None]
        mandates = state.of("mandate")
        self._there: dict[str, Sequence[str]] = {
            "agency": living or sorted(agencies),
            "into": living,
            "group": sorted(state.of("group")),
            "mandate": sorted(mandates),
            "duty": sorted(duty for mandate in mandates.values() for duty in mandate.rules),
        }

    def fit(self, entry: Entry) -> dict[str, Any]:
        fits = {name: self._one(name, value) for name, value in entry.items()}
        match entry["action"]:
            case "register_agencies":
                return fits | {"agencies": self._newcomers(entry["agencies"])}
            case "split_agency":
                return fits | {"into": self._newcomers(entry["into"])}
            case "merge_agencies":
                others = [code for code in self._there["agency"] if code != fits["into"]]
                return fits | {"agencies": [self._any(others)]} if others else fits
            case "extend_deadline":
                scoped = fits | {"announced_at": self._known_by_now(), "scope": self._scope(entry["scope"])}
                return scoped | {"deadline": written(self._draw(st.integers(7, LAST)))}
            case "open_referral":
                since = written(self._draw(st.integers(min(8, self._state.today), self._state.today)))
                return fits | {"breach": fits["breach"] | {"since": since}}
            case "withdraw_extension":
                return fits | self._extension()
            case "list_services":
                return fits | {"services": [self._service(each) for each in entry["services"]]}
            case "certify_services":
                begun = {"from": self._known_by_now()}
                named = [each | self._owned("service", "service") | begun for each in fits["certificates"]]
                return fits | {"certificates": named}
            case "end_certificate":
                return fits | self._owned("certification", "service")
            case "correct_certificate":
                then = {"holds_at": self._known_by_now() or fits["holds_at"]}
                return fits | self._owned("certification", "service") | then
            case "retire_service":
                return fits | self._owned("service", "service")
            case "end_exemption":
                return fits | self._owned("exemption", "code")
        return fits

    def _one(self, name: str, value: Any) -> Any:
        there = self._there.get(name)
        return self._any(there) if there and isinstance(value, str) else value

    def _any(self, among: Sequence[str]) -> str:
        return str(self._draw(st.sampled_from(among)))

    def _owned(self, kind: str, field: str) -> dict[str, str]:
        """Whose, and which."""
        if not (known := sorted(self._state.of(kind))):
            return {}
        agency, code = self._any(known).split("/")
        return {"agency": agency, field: code}

    def _extension(self) -> dict[str, Any]:
        mandates = self._state.of("mandate").items()
        known = [(code, link.revision) for code, mandate in mandates for link in mandate.chain[1:]]
        if not known:
            return {}
        mandate, number = self._draw(st.sampled_from(known))
        return {"mandate": mandate, "deadline_revision": number}

    def _known_by_now(self) -> str | None:
        day = self._draw(st.none() | st.integers(4, self._state.today))
        return None if day is None else written(day)

    def _scope(self, scope: Entry) -> dict[str, Any]:
        there = self._there.get(scope["kind"])
        return dict(scope) | {"code": self._any(there)} if there else dict(scope)

    def _service(self, entry: Entry) -> dict[str, Any]:
        return dict(entry) | {"agency": self._any(self._there["agency"])}

    def _newcomers(self, entries: Sequence[Entry]) -> list[dict[str, Any]]:
        """Each of another code that is not taken, in a group that is there."""
        fits = (dict(each) | {"group": self._any(self._there["group"])} for each in entries)
        return [each | {"code": code} for each, code in zip(fits, self._new, strict=False)] or [dict(entries[0])]
