"""The lives of agencies: they are registered, renamed, moved, merged, split and dissolved."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from services.registry.book.contents import AgencyContent, GroupContent, Names, Place
from services.registry.book.entities import agency
from services.registry.book.timeline import since, standing
from services.registry.changes.services import end_services
from services.registry.entries.agencies import (
    AgencyEntry,
    DissolveAgency,
    MergeAgencies,
    MoveAgency,
    RegisterAgencies,
    RenameAgency,
    SplitAgency,
)
from services.registry.pace import in_steps
from services.registry.problems import ContentDiffers, NotFound
from services.registry.registrar import Change
from services.registry.revisions import find, placed
from services.registry.rules import lives, roster


async def register(change: Change, entry: RegisterAgencies) -> None:
    """Register those agencies that are not registered yet.

    Raises:
        Repeated: an agency is entered twice.
        ReferenceUnknown, NotYetFounded, AgencyDissolved: its group is not registered, its parent not there by then, or
            there is no such province.
        SandboxApart: its parent is a sandbox.
        ParentCycle: an agency would be above itself.
        ContentDiffers: an agency of that code is registered with other content.
    """
    roster.check_repeats("agency", [each.code for each in entry.agencies])
    await change.book.load("agency", [each.code for each in entry.agencies])
    newcomers = []
    async for each in in_steps(entry.agencies):
        held = await change.book.get(AgencyContent, agency(each.code))
        if held is None:
            newcomers.append(founded(change, each, entry.original.get(each.code, {})))
        elif not same(held, each, change.known_at):
            raise ContentDiffers(kind="agency", code=each.code)
    await _place(change, newcomers)


async def rename(change: Change, entry: RenameAgency) -> None:
    """Raises NotFound, SpanReversed, NotYetFounded or AgencyDissolved when it has no life to be named then."""
    held = await the_agency(change, entry.agency)
    names = Names(entry.name_fa, entry.name_en)
    change.book.put(lives.renamed(held, names, entry.effective_from or change.known_at, entry.effective_until))


async def move(change: Change, entry: MoveAgency) -> None:
    """Move an agency to another group, kind, parent or province.

    Raises:
        NotFound, SpanReversed, NotYetFounded, AgencyDissolved: it has no life to be moved then.
        ReferenceUnknown: its group or parent is not registered, or there is no such province.
        SandboxKindFixed, SandboxApart: it would become a sandbox or cease to be one, or come under one.
        ParentCycle: it would be above itself.
    """
    held = await the_agency(change, entry.agency)
    place = Place(entry.group, entry.kind, entry.parent, entry.province)
    await _place(change, [lives.moved(held, place, entry.effective_from or change.known_at, entry.effective_until)])


async def merge(change: Change, entry: MergeAgencies) -> None:
    """Agencies end, and their affiliates come under the one that goes on.

    Raises:
        NotFound: one of them is not registered.
        NotYetFounded, AgencyDissolved: one of them is not there at that time.
        Repeated: one of them is entered twice, or is the one that goes on.
        SandboxApart: one of them is a sandbox.
        ParentCycle: an agency would be above itself.
    """
    at = entry.effective_from or change.known_at
    ending = [await the_agency(change, code) for code in entry.agencies]
    heir = await the_agency(change, entry.into)
    affiliates = [child for code in entry.agencies for child in await _affiliates(change, code)]
    await _place(change, lives.merged(ending, heir, at, affiliates))
    for code in entry.agencies:
        await end_services(change, code, at)


async def split(change: Change, entry: SplitAgency) -> None:
    """New agencies are founded out of one.

    Raises:
        NotFound, NotYetFounded, AgencyDissolved: it is not there at that time.
        HasAffiliates: it ends and still has affiliates.
        SandboxApart: it or one of the new ones is a sandbox.
        ContentDiffers: one of the new ones is registered already.
        and whatever `register` raises of the new ones.
    """
    at = entry.effective_from or change.known_at
    held = await the_agency(change, entry.agency)
    codes = [each.code for each in entry.into]
    await change.book.load("agency", codes)
    for code in codes:
        if code != held.code and await change.book.get(AgencyContent, agency(code)) is not None:
            raise ContentDiffers(kind="agency", code=code)
    parts = [founded(change, each, {}, at) for each in entry.into]
    affiliates = await _affiliates(change, held.code)
    await _place(change, lives.split(held, parts, at, affiliates, entry.continues))
    if not entry.continues:
        await end_services(change, held.code, at)


async def dissolve(change: Change, entry: DissolveAgency) -> None:
    """An agency ends without a successor.

    Raises:
        NotFound, NotYetFounded, AgencyDissolved: it is not there at that time.
        HasAffiliates: it still has affiliates.
    """
    at = entry.effective_from or change.known_at
    held = await the_agency(change, entry.agency)
    change.book.put(lives.dissolved(held, at, await _affiliates(change, held.code)))
    await end_services(change, held.code, at)


async def the_agency(change: Change, code: str) -> AgencyContent:
    """Raises NotFound when there is none of that code."""
    held = await change.book.get(AgencyContent, agency(code))
    if held is None:
        raise NotFound(kind="agency", code=code)
    return held


def founded(change: Change, entry: AgencyEntry, original: dict[str, str], at: datetime | None = None) -> AgencyContent:
    """A new agency, as it is entered."""
    start = entry.founded or at or change.known_at
    return AgencyContent(
        code=entry.code,
        synthetic=entry.synthetic,
        names=since(start, Names(entry.name_fa, entry.name_en)),
        place=since(start, Place(entry.group, entry.kind, entry.parent, entry.province)),
        original=original,
    )


def same(held: AgencyContent, entry: AgencyEntry, at: datetime) -> bool:
    """Whether an entry says of an agency what is known of it at an instant."""
    return (
        held.synthetic == entry.synthetic
        and standing(held.names, at) == Names(entry.name_fa, entry.name_en)
        and standing(held.place, at) == Place(entry.group, entry.kind, entry.parent, entry.province)
        and entry.founded in (None, held.place[0].start)
    )


async def _place(change: Change, agencies: Sequence[AgencyContent]) -> None:
    """Put agencies into the book whose places are new, once these are seen to be possible."""
    groups = {group.code for group in await change.book.all(GroupContent)}
    async for each in in_steps(agencies):
        change.book.put(each)
    involved = {each.code: each for each in agencies}
    await _load_above(change, involved)
    # A country's roster takes a second or two, in which others are to be served.
    await asyncio.to_thread(roster.check_places, agencies, groups, involved.get)


async def _load_above(change: Change, known: dict[str, AgencyContent]) -> None:
    """Take in everybody who is above those known at any time."""
    level = list(known.values())
    while wanted := [code for code in roster.parents_of(level) if code not in known]:
        await change.book.load("agency", wanted)
        found = [await change.book.get(AgencyContent, agency(code)) for code in wanted]
        level = [each for each in found if each is not None]
        if not level:
            return
        known |= {each.code: each for each in level}


async def _affiliates(change: Change, code: str) -> list[AgencyContent]:
    """All that are under an agency at some time or other."""
    found = await find(change.session, "agency", matching=placed(parent=code))
    await change.book.load("agency", list(found))
    children = [await change.book.get(AgencyContent, agency(child)) for child in found]
    return [child for child in children if child is not None]
