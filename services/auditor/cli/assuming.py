"""The common changes as options of the command: what they come to as a document of changes. Pure."""

from dataclasses import dataclass

from services.auditor.whatif.changes import FORM

Entry = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What was given on the command line; None and empty where nothing was."""

    mandate: str | None = None
    duty: str | None = None
    agencies: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    start: str | None = None
    until: str | None = None
    deadline: str | None = None
    of: str | None = None
    no_extensions: bool = False
    exempt: bool = False
    not_exempt: bool = False
    bind: bool = False
    unbind: bool = False
    threshold: tuple[tuple[str, object], ...] = ()
    limits: tuple[tuple[str, object], ...] = ()
    counted: tuple[tuple[str, str], ...] = ()

    def document(self) -> Entry:
        """As if it had been a file; what is wrong with it is found where files are read."""
        return {"form": FORM, "changes": [*self._of_law(), *self._of_definitions()]}

    def _of_law(self) -> list[Entry]:
        span = _given({"from": self.start, "until": self.until})
        entries: list[Entry] = []
        if self.deadline is not None:
            of: Entry = {} if self.of is None else {"of": int(self.of) if self.of.isdecimal() else self.of}
            entries.append({"change": "deadline", "to": self.deadline, **of, **self._duties})
        if self.no_extensions:
            entries.append({"change": "no_extension", **self._duties})
        if self.exempt:
            entries.append({"change": "exempted", **self._mandate, **span})
        if self.not_exempt:
            entries.append({"change": "not_exempted", **self._mandate, **span})
        if self.bind:
            entries.append({"change": "bound", **self._duties, **span})
        if self.unbind:
            entries.append({"change": "unbound", **self._duties, **span})
        threshold, limits = _given(dict(self.threshold)), _given(dict(self.limits))
        if threshold:
            entries.append({"change": "threshold", **threshold, **self._duties})
        if limits:
            entries.append({"change": "limits", **limits, **self._duties})
        return entries

    def _of_definitions(self) -> list[Entry]:
        return [{"change": "definition", "of": name, "counts": counts} for name, counts in self.counted]

    @property
    def _mandate(self) -> Entry:
        whom = {
            "agencies": list(self.agencies),
            "groups": list(self.groups),
            "kinds": list(self.kinds),
            "provinces": list(self.provinces),
        }
        return {**_given({"mandate": self.mandate}), "whom": {name: codes for name, codes in whom.items() if codes}}

    @property
    def _duties(self) -> Entry:
        return {**self._mandate, **_given({"duty": self.duty})}


def _given(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if value is not None}
