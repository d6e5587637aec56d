"""What a request asks: when, of whom, by which definitions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import Depends, Query, Request
from mohlat_contracts.provinces import PROVINCES
from msgspec import structs

from services.auditor.answers.figures import Selection
from services.auditor.figures import DEFINITIONS, Body, Definition, DefinitionsInvalid, read_definitions
from services.auditor.figures.families import SHARES, Family, lateness, named
from services.auditor.history import History
from services.auditor.scoreboard.asking import asked_instant
from services.auditor.scoreboard.instants import read_instant
from services.auditor.scoreboard.reading import AgencyUnknown, Reading
from services.auditor.scoreboard.refusals import (
    BodyMissing,
    DefinitionsRefused,
    DefinitionUnknown,
    DutyUnknown,
    GroupUnknown,
    LaterThanJudged,
    ProvinceUnknown,
    SelectionTaken,
)

INSTANT = "RFC 3339, or a day, Jalali or Gregorian, which means its end in Tehran."
CODE = r"^[a-z0-9][a-z0-9_-]{0,59}$"
AsOf = Annotated[str | None, Query(description=f"What was true then. {INSTANT} Default: the latest that is judged.")]
KnownAt = Annotated[str | None, Query(description=f"As it was known then. {INSTANT} Default: `as_of`.")]
OfDuty = Annotated[str, Query(pattern=CODE, description="The code of a duty.")]


@dataclass(frozen=True, slots=True)
class When:
    """The two instants of a question; None where nothing is said."""

    as_of: datetime | None
    known_at: datetime | None

    async def settled(self, reading: Reading) -> tuple[datetime, datetime]:
        """Both instants: the latest that is judged, and the same, where nothing is said.

        Raises:
            NothingJudged, LaterThanJudged
        """
        as_of = self.as_of or await asked_instant(reading, None)
        known_at = self.known_at or as_of
        await refuse_later(reading, as_of, known_at)
        return as_of, known_at


def when(as_of: AsOf = None, known_at: KnownAt = None) -> When:
    return When(read_instant(as_of) if as_of else None, read_instant(known_at) if known_at else None)


AskedWhen = Annotated[When, Depends(when)]


async def refuse_later(reading: Reading, *instants: datetime) -> None:
    """Raises LaterThanJudged where not one partition has come that far: nothing can be said of anybody."""
    reached = [time for time in (await reading.history.judged()).values() if time is not None]
    if reached and (latest := max(instants)) > max(reached):
        raise LaterThanJudged(latest, max(reached))


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose figures: narrows definitions, and knows whether there is any such group, agency or province."""

    group: str | None
    parent: str | None
    province: str | None

    @property
    def selection(self) -> Selection:
        return Selection(group=self.group, parent=self.parent, province=self.province)

    async def check(self, history: History) -> None:
        """Raises GroupUnknown, AgencyUnknown or ProvinceUnknown."""
        if self.province is not None and self.province not in PROVINCES:
            raise ProvinceUnknown(self.province)
        if self.group is not None and self.group not in await history.groups():
            raise GroupUnknown(self.group)
        if self.parent is not None and not await history.registered(self.parent):
            raise AgencyUnknown(self.parent)

    def has(self, body: Body) -> bool:
        """Whether a body is one of these."""
        return (
            self.group in (None, body.group)
            and self.parent in (None, body.parent)
            and self.province in (None, body.traits.get("province"))
        )

    def narrow(self, definition: Definition) -> Definition:
        """The definition for these bodies only.

        Raises:
            SelectionTaken: it is about others by itself.
        """
        for part, wanted, own in (
            ("group", self.group, definition.group),
            ("parent", self.parent, definition.parent),
            ("province", self.province, "/".join(definition.where.get("province", ())) or None),
        ):
            if wanted is not None and own not in (None, wanted):
                raise SelectionTaken(definition.name, part, own)
        where = {"province": (self.province,)} if self.province is not None else {}
        return structs.replace(
            definition,
            group=definition.group or self.group,
            parent=definition.parent or self.parent,
            where=definition.where | where,
        )


def whose(
    group: Annotated[str | None, Query(pattern=CODE, description="Only the bodies of this group.")] = None,
    parent: Annotated[str | None, Query(pattern=CODE, description="Only those directly under this agency.")] = None,
    province: Annotated[str | None, Query(pattern=CODE, description="Only those of this province.")] = None,
) -> Whose:
    return Whose(group, parent, province)


AskedWhose = Annotated[Whose, Depends(whose)]


@dataclass(frozen=True, slots=True)
class Known:
    """The definitions that a request may name: those there are, and its own."""

    own: tuple[Definition, ...]

    def of(self, name: str) -> Definition:
        """The definition of that name.

        Raises:
            DefinitionUnknown
        """
        for definition in self.own:
            if definition.name == name:
                return definition
        try:
            return named(name)
        except KeyError:
            raise DefinitionUnknown(name, [each.name for each in (*self.own, *DEFINITIONS)]) from None

    def several(self, names: Iterable[str], family: Family | None, revisions: Iterable[int]) -> tuple[Definition, ...]:
        """Those named; or a family; or the request's own; or those published."""
        if wanted := tuple(names):
            return tuple(self.of(name) for name in dict.fromkeys(wanted))
        if family is None:
            return self.own or DEFINITIONS
        return family_of(family, revisions)


def family_of(family: Family, revisions: Iterable[int]) -> tuple[Definition, ...]:
    """Args:
    revisions: of the deadlines that the chains have.
    """
    match family:
        case "published":
            return DEFINITIONS
        case "lateness":
            return lateness(revisions)
        case "shares":
            return SHARES


async def known_definitions(request: Request) -> Known:
    """Of a POST, its body is a document of definitions.

    Raises:
        BodyMissing, DefinitionsRefused
    """
    return Known(read_own(await request.body()) if request.method == "POST" else ())


Definitions = Annotated[Known, Depends(known_definitions)]


def read_own(body: bytes) -> tuple[Definition, ...]:
    """The definitions in a body, none of which may take a name that is given already."""
    try:
        definitions = read_definitions(read_json(body))
    except DefinitionsInvalid as error:
        raise DefinitionsRefused(error.problems) from error
    if taken := [each.name for each in definitions if _is_taken(each.name)]:
        raise DefinitionsRefused([f"the name {name!r} is that of a published figure" for name in taken])
    return definitions


def read_json(body: bytes) -> object:
    """A parsed body.

    Raises:
        BodyMissing: it is no JSON.
    """
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise BodyMissing("متن درخواست JSON درستی نیست.", "the request's body is not valid JSON") from error


def _is_taken(name: str) -> bool:
    try:
        named(name)
    except KeyError:
        return False
    return True


async def revisions(history: History) -> tuple[int, ...]:
    """The numbers of the deadlines that the chains of all duties have."""
    return tuple(sorted({deadline.revision for duty in await history.chains() for deadline in duty.deadlines}))


async def check_duty(history: History, duty: str) -> None:
    """Raises DutyUnknown where nobody has it."""
    if all(each.duty != duty for each in await history.chains()):
        raise DutyUnknown(duty)
