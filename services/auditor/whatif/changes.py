"""Changes as data: what if the law had said something else, or a figure had counted otherwise. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Literal, get_args

import msgspec
from mohlat_contracts.envelope import AgencyCode, Identifier, Name
from mohlat_contracts.registry import AgencyKind, Grade, Level, Measure, Percent, Proof
from msgspec import UNSET, Meta, Struct, UnsetType

from services.auditor.figures.definitions import Among, Counts, DefinitionName, Over, ShareWanted
from services.calendar.days import from_start, until_end

FORM = 1
"""Version of the document's form."""


class ChangesInvalid(ValueError):
    """Changes that cannot be made; `problems` names each and what is wrong with it."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(self.problems)


class Whom(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The agencies that a change is about: those of every list that is given; everybody when none is.

    Where an agency belongs is what the registry says of it last.
    """

    agencies: tuple[AgencyCode, ...] = ()
    groups: tuple[Identifier, ...] = ()
    kinds: tuple[AgencyKind, ...] = ()
    provinces: tuple[Identifier, ...] = ()


class OfDuty(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of duties: of those of a mandate, of those called so, or of all."""

    mandate: Identifier | None = None
    duty: Identifier | None = None
    whom: Whom = Whom()


class Deadline(OfDuty, frozen=True, kw_only=True, tag_field="change", tag="deadline"):
    """Another deadline, exclusive, in place of one of the chain from when that one was announced.

    Attributes:
        of: the one in force, the first, or the one of a revision.
    """

    to: datetime
    of: Literal["current", "original"] | Annotated[int, Meta(ge=0)] = "current"


class NoExtension(OfDuty, frozen=True, kw_only=True, tag_field="change", tag="no_extension"):
    """An extension that was never granted; without a revision, none of them was."""

    revision: Annotated[int, Meta(ge=1)] | None = None


class Threshold(OfDuty, frozen=True, kw_only=True, tag_field="change", tag="threshold"):
    """Another measure of having met the duty; what is not named stays."""

    grade: Grade | UnsetType = UNSET
    share_percent: Percent | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    among: Literal["high_use", "all"] | UnsetType = UNSET
    by: Measure | UnsetType = UNSET
    proof: Proof | UnsetType = UNSET


class OtherLimits(OfDuty, frozen=True, kw_only=True, tag_field="change", tag="limits"):
    """Other limits of silence, warning and grace; what is not named stays."""

    silent_after_days: Annotated[int, Meta(ge=2, le=3650)] | UnsetType = UNSET
    at_risk_days: Annotated[int, Meta(ge=0, le=3650)] | UnsetType = UNSET
    grace_open_hours: Annotated[int, Meta(ge=0, le=8760)] | UnsetType = UNSET


class Bound(OfDuty, frozen=True, kw_only=True, tag_field="change", tag="bound", rename={"start": "from"}):
    """Bodies that have the duty over a span besides; one that never had it gets it as the others have it."""

    start: datetime
    until: datetime | None = None


class Unbound(OfDuty, frozen=True, kw_only=True, tag_field="change", tag="unbound", rename={"start": "from"}):
    """Bodies that do not have the duty over a span; without its ends, never."""

    start: datetime | None = None
    until: datetime | None = None


class Exempted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="change", tag="exempted",
               rename={"start": "from"}):  # fmt: skip
    """An exemption from a mandate over a span, known as long as the duty is."""

    mandate: Identifier
    whom: Whom
    start: datetime
    until: datetime | None = None


class NotExempted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="change", tag="not_exempted",
                  rename={"start": "from"}):  # fmt: skip
    """No exemption over a span; without its ends, none ever."""

    mandate: Identifier | None = None
    whom: Whom = Whom()
    start: datetime | None = None
    until: datetime | None = None


class OtherDefinition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="change",
                      tag="definition"):  # fmt: skip
    """A figure that counts otherwise; what is not named stays."""

    of: DefinitionName
    counts: Counts | UnsetType = UNSET
    over: Over | UnsetType = UNSET
    among: Among | UnsetType = UNSET
    group: Identifier | UnsetType | None = UNSET
    parent: AgencyCode | UnsetType | None = UNSET
    where: dict[Identifier, tuple[Name, ...]] | UnsetType = UNSET
    under: int | UnsetType | None = UNSET
    share: ShareWanted | UnsetType | None = UNSET


DutyChange = Deadline | NoExtension | Threshold | OtherLimits | Unbound
"""What is done to each duty fact by itself."""
LawChange = DutyChange | Bound | Exempted | NotExempted
Change = LawChange | OtherDefinition

_INSTANTS: dict[str, Callable[[str], datetime]] = {"to": until_end, "from": from_start, "until": until_end}
"""A day, Jalali or Gregorian, means its end; where something begins, its start."""


def read_changes(document: object) -> tuple[Change, ...]:
    """The changes of a parsed YAML or JSON document: `{"form": 1, "changes": [{"change": "deadline", ...}, ...]}`.

    Every `to`, `from` and `until` is an instant or a day.

    Raises:
        ChangesInvalid: with every change that is wrong.
    """
    problems: list[str] = []
    found: list[Change] = []
    for number, entry in enumerate(_entries(document), start=1):
        try:
            found.append(msgspec.convert(_with_instants(entry), Change))
        except ValueError as error:  # of a ValidationError too
            problems.append(f"{named(number, entry)}: {_in_words(error)}")
    if problems:
        raise ChangesInvalid(*problems)
    return tuple(found)


def named(number: int, entry: object) -> str:
    """How a problem names a change: its number and kind."""
    kind = entry.get("change") if isinstance(entry, Mapping) else getattr(type(entry), "__struct_config__", None)
    kind = kind if isinstance(kind, str) or kind is None else kind.tag
    return f"change {number} ({kind})" if isinstance(kind, str) else f"change {number}"


def _entries(document: object) -> list[object]:
    if not isinstance(document, Mapping):
        raise ChangesInvalid("the document is not a mapping with `form` and `changes`")
    if document.get("form") != FORM or isinstance(document.get("form"), bool):
        raise ChangesInvalid(f"form: {document.get('form')!r} is not a form known here; it is {FORM}")
    if unknown := sorted(str(key) for key in set(document) - {"form", "changes"}):
        raise ChangesInvalid(f"unknown at the top: {', '.join(unknown)}")
    entries = document.get("changes")
    if not isinstance(entries, list):
        raise ChangesInvalid("changes: a list is wanted")
    return entries


def _with_instants(entry: object) -> object:
    if not isinstance(entry, Mapping):
        return entry
    return {
        key: _INSTANTS[key](value) if key in _INSTANTS and isinstance(value, str) else value
        for key, value in entry.items()
    }


KINDS = tuple(str(kind.__struct_config__.tag) for kind in get_args(Change))


def _in_words(error: ValueError) -> str:
    """What is wrong, after the field where it is."""
    what, _, path = str(error).partition(" - at `$.")
    field = path.rstrip("`")
    told = f"{field}: {what}" if field else what.removesuffix(" - at `$`")
    return f"{told}; it is one of {', '.join(KINDS)}" if field == "change" else told
