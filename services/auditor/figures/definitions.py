"""Definitions of figures are data: what counts, over which bodies, said in a Persian and an English sentence. Pure."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Literal, get_args

import msgspec
from mohlat_contracts.envelope import AgencyCode, Identifier, Name, Revision
from mohlat_contracts.registry import AgencyKind, Level, Measure, Percent, Proof
from mohlat_contracts.verdicts import ConnectionGrade, Outcome
from msgspec import Meta, Struct

from services.auditor.figures.bodies import Body

Counts = Literal["claimed", "proven", "full", "met", "on_time", "late", "share"]
"""What counts: a connection known at least to this grade; the status `met`; a duty first met on time, or late, under
one deadline of its chain, whatever became of it since; or a share of services at a level.
"""
Over = Literal["listed", "listed_less_exempt", "obligated", "obligated_less_exempt"]
"""Over which bodies: all on the list, or those that have the duty; less those exempt from it."""
Among = Literal["core", "affiliated", "core_and_affiliated"]

DefinitionName = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,59}$")]
Sentence = Annotated[str, Meta(min_length=1, max_length=1000)]

LATENESS: tuple[Counts, ...] = ("on_time", "late")
GRADES: dict[Counts, tuple[ConnectionGrade, ...]] = {
    "claimed": ("claimed", "proven", "full"),
    "proven": ("proven", "full"),
    "full": ("full",),
}
KINDS: dict[Among, tuple[AgencyKind, ...]] = {
    "core": ("core",),
    "affiliated": ("affiliated",),
    "core_and_affiliated": ("core", "affiliated"),
}
"""A sandbox is in none of them: it counts in no figure."""

FORM = 1
"""Version of the document's form."""

_PERSIAN = re.compile("[\u0600-\u06ff]")
_LATIN = re.compile("[A-Za-z]")


class DefinitionsInvalid(ValueError):
    """A document that defines no figures; `problems` names each place and what is wrong there."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class ShareWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A share of a body's services that counts: at least `percent` of those in scope are at the level or above it."""

    level: Level
    by: Measure = "count"
    proof: Proof = "claimed"
    percent: Percent


class Definition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a figure counts.

    Attributes:
        version: of this definition; whoever changes what it says raises it.
        duty: the code of the duty whose bodies it is given.
        group: only the bodies of this group.
        parent: only the bodies directly under this agency.
        where: only bodies whose traits have, for each key, one of the values: `{"province": ["fars"]}`.
        under: of `on_time` and `late`: the revision of the deadline, 0 the original; a body without that extension
            keeps the deadline before it. None is the deadline in force.
        share: of `share`.
    """

    name: DefinitionName
    version: Annotated[int, Meta(ge=1)] = 1
    duty: Identifier
    counts: Counts
    over: Over = "obligated_less_exempt"
    among: Among = "core"
    group: Identifier | None = None
    parent: AgencyCode | None = None
    where: dict[Identifier, Annotated[tuple[Name, ...], Meta(min_length=1)]] = {}
    under: Revision | None = None
    share: ShareWanted | None = None
    label_fa: Name
    label_en: Name
    definition_fa: Sentence
    definition_en: Sentence

    def __post_init__(self) -> None:
        for field, script, called in (
            ("label_fa", _PERSIAN, "Persian"),
            ("definition_fa", _PERSIAN, "Persian"),
            ("label_en", _LATIN, "English"),
            ("definition_en", _LATIN, "English"),
        ):
            if not script.search(getattr(self, field)):
                raise ValueError(f"{field} has no {called} word")
        if self.under is not None and self.counts not in LATENESS:
            raise ValueError(f"under is for what counts {' or '.join(LATENESS)}, not for {self.counts}")
        if (self.share is not None) != (self.counts == "share"):
            raise ValueError("share is there when what counts is a share, and only then")

    def selects(self, body: Body) -> bool:
        """The figure is about this body, in whatever place."""
        return (
            body.kind in KINDS[self.among]
            and self.group in (None, body.group)
            and self.parent in (None, body.parent)
            and all(body.traits.get(key) in values for key, values in self.where.items())
        )

    def bases(self, body: Body) -> bool:
        """A selected, judged body is in the denominator."""
        listed = self.over in ("listed", "listed_less_exempt")
        keeps_exempt = self.over in ("listed", "obligated")
        return (listed or body.bound) and (keeps_exempt or not body.exempt)

    def counted(self, body: Body) -> bool:
        """A body of the denominator is in the numerator too."""
        match self.counts:
            case "met":
                return body.status == "met"
            case "on_time" | "late":
                return outcome_under(body, self.under) == self.counts
            case "share":
                return self.share is not None and has_share(body, self.share)
        return body.grade in GRADES[self.counts]


def outcome_under(body: Body, revision: int | None) -> Outcome | None:
    """How a body stands under one deadline of its chain, or under the last up to it; None without a chain."""
    told = [each for each in body.timeliness if revision is None or each.revision <= revision]
    return max(told, key=lambda each: each.revision).outcome if told else None


def has_share(body: Body, wanted: ShareWanted) -> bool:
    """Whether a body's services reach a share; a body without services in scope reaches none."""
    return any(
        each.whole > 0 and 100 * each.reached >= wanted.percent * each.whole
        for each in body.shares
        if (each.level, each.by, each.proof) == (wanted.level, wanted.by, wanted.proof)
    )


def read_definitions(document: object) -> tuple[Definition, ...]:
    """The definitions of a parsed YAML or JSON document: `{"form": 1, "definitions": [{...}, ...]}`.

    Raises:
        DefinitionsInvalid: with every definition that is wrong.
    """
    entries = _entries(document)
    problems: list[str] = []
    found: list[Definition] = []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(msgspec.convert(entry, Definition))
        except msgspec.ValidationError as error:
            problems.append(f"{_place(number, entry)}: {_in_words(error)}")
    twice = sorted(name for name, times in Counter(each.name for each in found).items() if times > 1)
    problems += [f"the name {name!r} is given to more than one definition" for name in twice]
    if problems:
        raise DefinitionsInvalid(*problems)
    return tuple(found)


def write_definitions(definitions: tuple[Definition, ...]) -> dict[str, object]:
    """The document that `read_definitions` reads, ready for YAML or JSON."""
    return {"form": FORM, "definitions": [msgspec.to_builtins(each) for each in definitions]}


def _entries(document: object) -> list[object]:
    if not isinstance(document, Mapping):
        raise DefinitionsInvalid("the document is not a mapping with `form` and `definitions`")
    if document.get("form") != FORM or isinstance(document.get("form"), bool):
        raise DefinitionsInvalid(f"form: {document.get('form')!r} is not a form known here; it is {FORM}")
    if unknown := sorted(str(key) for key in set(document) - {"form", "definitions"}):
        raise DefinitionsInvalid(f"unknown at the top: {', '.join(unknown)}")
    entries = document.get("definitions")
    if not isinstance(entries, list) or not entries:
        raise DefinitionsInvalid("definitions: a list with at least one definition is wanted")
    return entries


def _place(number: int, entry: object) -> str:
    name = entry.get("name") if isinstance(entry, Mapping) else None
    return f"definition {number} ({name})" if isinstance(name, str) else f"definition {number}"


_CHOICES = {"counts": get_args(Counts), "over": get_args(Over), "among": get_args(Among)}


def _in_words(error: msgspec.ValidationError) -> str:
    """What is wrong, after the field where it is: `counts: Invalid enum value 'proved'; it is one of claimed, …`."""
    what, _, path = str(error).partition(" - at `$.")
    field = path.rstrip("`")
    if not field:
        return what.removesuffix(" - at `$`")
    choices = _CHOICES.get(field)
    return f"{field}: {what}" + (f"; it is one of {', '.join(choices)}" if choices else "")
