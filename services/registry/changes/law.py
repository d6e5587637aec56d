"""The law changes: mandates are enacted, extended, amended and repealed."""

from datetime import datetime

import msgspec
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import Connect, Digitize, Limits

from services.registry.book.contents import (
    AgencyContent,
    Binds,
    DutyContent,
    GroupContent,
    InstrumentContent,
    Link,
    MandateContent,
    MilestoneContent,
    Scope,
    Withdrawal,
)
from services.registry.book.entities import agency, group
from services.registry.book.entities import mandate as mandate_entity
from services.registry.book.timeline import put, since
from services.registry.changes.instruments import instrument
from services.registry.entries.law import (
    AmendBinding,
    BindsEntry,
    ConnectEntry,
    DigitizeEntry,
    DutyEntry,
    EnactMandate,
    ExtendDeadline,
    RepealMandate,
    ScopeEntry,
    WithdrawExtension,
)
from services.registry.problems import (
    AnnouncedOutOfTime,
    ContentDiffers,
    DeadlineBeforeMandate,
    MandateRepealed,
    NotFound,
    ReferenceUnknown,
    Repeated,
)
from services.registry.registrar import Change
from services.registry.rules.chain import check_extension


async def enact(change: Change, entry: EnactMandate) -> None:
    """Enact a mandate.

    Raises:
        Repeated: a duty or a milestone is entered twice.
        DeadlineBeforeMandate: the deadline, or a milestone, does not lie after the mandate begins.
        InstrumentMissing, DocumentUnknown: it rests on nothing.
        ReferenceUnknown: it names a group, an agency or a duty that is not there.
        ContentDiffers: the mandate, or a duty of another mandate, has that code with other content.
        MandateRepealed: it was enacted and repealed since.
    """
    _once("duty", [duty.code for duty in entry.duties])
    _once("milestone", [milestone.code for milestone in entry.milestones])
    entered = await _mandate(change, entry)
    held = await change.book.get(MandateContent, mandate_entity(entry.code))
    if held is not None:
        _check_same(held, entered, entry)
        return
    for at in (entry.deadline, *(milestone.at for milestone in entry.milestones)):
        if at <= entered.in_force.start:
            raise DeadlineBeforeMandate(mandate=entry.code, deadline=at, effective_from=entered.in_force.start)
    for duty in entry.duties:
        await _check_binds(change, duty.binds)
    taken = {duty.code for other in await change.book.all(MandateContent) for duty in other.duties}
    if again := taken & {duty.code for duty in entered.duties}:
        raise ContentDiffers(kind="duty", code=min(again))
    change.book.put(entered)


async def extend(change: Change, entry: ExtendDeadline) -> None:
    """Add a deadline to the chain.

    Raises:
        NotFound: there is no such mandate.
        InstrumentMissing, DocumentUnknown: it rests on nothing.
        ReferenceUnknown: its scope is not registered.
        ContentDiffers: the chain has this deadline on other terms.
        AnnouncedOutOfTime: it was announced before the mandate began, or is yet to be.
        ExtensionNotLater: somebody in its scope has as late a deadline already.
        DeadlineBeforeMandate: it does not lie within the mandate.
    """
    mandate = await the_mandate(change, entry.mandate)
    announced = entry.announced_at or change.known_at
    if not mandate.in_force.start <= announced <= change.known_at:
        raise AnnouncedOutOfTime(mandate=mandate.code, at=announced, effective_from=mandate.in_force.start)
    link = Link(
        revision=mandate.chain[-1].revision + 1,
        at=entry.deadline,
        announced_at=announced,
        instrument=await instrument(change, entry.instrument, entry.action),
        scope=Scope(entry.scope.kind, entry.scope.code),
        final=entry.final,
    )
    await _check_scope(change, entry.scope)
    for standing in mandate.chain:
        if standing.withdrawn is None and (standing.at, standing.scope) == (link.at, link.scope):
            if (standing.instrument, standing.final) != (link.instrument, link.final):
                raise ContentDiffers(kind="deadline", code=f"{mandate.code}/{standing.revision}")
            return
    check_extension(mandate, link, await _members(change, mandate, link))
    change.book.put(msgspec.structs.replace(mandate, chain=(*mandate.chain, link)))


async def withdraw(change: Change, entry: WithdrawExtension) -> None:
    """An extension no longer counts.

    Raises:
        NotFound: there is no such mandate or extension.
        InstrumentMissing, DocumentUnknown: it rests on nothing.
    """
    mandate = await the_mandate(change, entry.mandate)
    withdrawal = Withdrawal(change.known_at, await instrument(change, entry.instrument, entry.action))
    found = next((link for link in mandate.chain if link.revision == entry.deadline_revision), None)
    if found is None:
        raise NotFound(kind="extension", code=f"{entry.mandate}/{entry.deadline_revision}")
    if found.withdrawn is None:
        gone = msgspec.structs.replace(found, withdrawn=withdrawal)
        chain = tuple(gone if link is found else link for link in mandate.chain)
        change.book.put(msgspec.structs.replace(mandate, chain=chain))


async def amend(change: Change, entry: AmendBinding) -> None:
    """Another rule of who is bound by a duty.

    Raises:
        NotFound: there is no such duty.
        InstrumentMissing, DocumentUnknown: it rests on nothing.
        ReferenceUnknown: it names a group or an agency that is not there.
    """
    by = await instrument(change, entry.instrument, entry.action)
    await _check_binds(change, entry.binds)
    for mandate in await change.book.all(MandateContent):
        if any(duty.code == entry.duty for duty in mandate.duties):
            start = entry.effective_from or change.known_at
            duties = tuple(_amended(duty, entry, by, start) for duty in mandate.duties)
            await change.book.get(MandateContent, mandate_entity(mandate.code))
            change.book.put(msgspec.structs.replace(mandate, duties=duties))
            return
    raise NotFound(kind="duty", code=entry.duty)


async def repeal(change: Change, entry: RepealMandate) -> None:
    """A mandate binds nobody from an instant on.

    Raises:
        NotFound: there is no such mandate.
        MandateRepealed: it has ended already; only another day can be named for its end.
        InstrumentMissing, DocumentUnknown: it rests on nothing.
        DeadlineBeforeMandate: it would end before it begins.
    """
    mandate = await the_mandate(change, entry.mandate)
    ended = mandate.in_force.until
    if ended is not None and entry.effective_from is None:
        raise MandateRepealed(mandate=mandate.code, at=ended)
    until = entry.effective_from or change.known_at
    if until <= mandate.in_force.start:
        raise DeadlineBeforeMandate(mandate=mandate.code, deadline=until, effective_from=mandate.in_force.start)
    by = await instrument(change, entry.instrument, entry.action)
    in_force = Span(start=mandate.in_force.start, until=until)
    change.book.put(msgspec.structs.replace(mandate, in_force=in_force, repealed_by=by))


async def the_mandate(change: Change, code: str) -> MandateContent:
    """Raises NotFound when there is none of that code."""
    found = await change.book.get(MandateContent, mandate_entity(code))
    if found is None:
        raise NotFound(kind="mandate", code=code)
    return found


async def _mandate(change: Change, entry: EnactMandate) -> MandateContent:
    start = entry.effective_from or change.known_at
    original = Link(
        revision=0,
        at=entry.deadline,
        announced_at=min(entry.announced_at or start, change.known_at),
        instrument=await instrument(change, entry.instrument, entry.action),
    )
    codes = {duty.code for duty in entry.duties}
    for milestone in entry.milestones:
        if milestone.duty not in codes:
            raise ReferenceUnknown(kind="duty", code=milestone.duty, where=milestone.code)
    return MandateContent(
        code=entry.code,
        name_fa=entry.name_fa,
        name_en=entry.name_en,
        limits=Limits(**entry.limits.model_dump()),
        in_force=Span(start=start),
        duties=tuple(_duty(entry, duty, start) for duty in entry.duties),
        chain=(original,),
        milestones=tuple(MilestoneContent(**milestone.model_dump()) for milestone in entry.milestones),
    )


def _duty(mandate: EnactMandate, entry: DutyEntry, start: datetime) -> DutyContent:
    return DutyContent(
        code=entry.code,
        name_fa=entry.name_fa or mandate.name_fa,
        name_en=entry.name_en or mandate.name_en,
        obligation=_obligation(entry.obligation),
        binds=since(start, _binds(entry.binds)),
    )


def _obligation(entry: ConnectEntry | DigitizeEntry) -> Connect | Digitize:
    if isinstance(entry, ConnectEntry):
        return Connect(grade=entry.grade)
    return Digitize(share_percent=entry.share_percent, level=entry.level, among=entry.among, by=entry.by)


def _binds(entry: BindsEntry, amended_by: InstrumentContent | None = None) -> Binds:
    return Binds(
        amended_by=amended_by,
        kinds=tuple(sorted(set(entry.kinds))),
        groups=tuple(sorted(set(entry.groups))),
        parents=tuple(sorted(set(entry.parents))),
        including=tuple(sorted(set(entry.including))),
        excluding=tuple(sorted(set(entry.excluding))),
    )


def _amended(duty: DutyContent, entry: AmendBinding, by: InstrumentContent, start: datetime) -> DutyContent:
    if duty.code != entry.duty:
        return duty
    return msgspec.structs.replace(duty, binds=put(duty.binds, _binds(entry.binds, by), start))


def _check_same(standing: MandateContent, entered: MandateContent, entry: EnactMandate) -> None:
    if standing.in_force.until is not None:
        raise MandateRepealed(mandate=standing.code, at=standing.in_force.until)
    if not _same(standing, entered, entry):
        raise ContentDiffers(kind="mandate", code=standing.code)


def _same(standing: MandateContent, entered: MandateContent, entry: EnactMandate) -> bool:
    """Whether it is the mandate that was enacted, whatever became of it since."""
    first, again = standing.chain[0], entered.chain[0]
    return (
        (standing.name_fa, standing.name_en, standing.limits, standing.milestones)
        == (entered.name_fa, entered.name_en, entered.limits, entered.milestones)
        and entry.effective_from in (None, standing.in_force.start)
        and entry.announced_at in (None, first.announced_at)
        and (first.at, first.instrument) == (again.at, again.instrument)
        and len(standing.duties) == len(entered.duties)
        and all(_same_duty(*both) for both in zip(standing.duties, entered.duties, strict=True))
    )


def _same_duty(standing: DutyContent, entered: DutyContent) -> bool:
    """A rule of who is bound that was amended from its first day on is not there to be compared."""
    enacted = [version.value for version in standing.binds if version.value.amended_by is None]
    return (standing.code, standing.name_fa, standing.name_en, standing.obligation) == (
        entered.code,
        entered.name_fa,
        entered.name_en,
        entered.obligation,
    ) and (not enacted or enacted[0] == entered.binds[0].value)


async def _check_binds(change: Change, binds: BindsEntry) -> None:
    for code in binds.groups:
        if await change.book.get(GroupContent, group(code)) is None:
            raise ReferenceUnknown(kind="group", code=code, where="binds")
    named = [*binds.parents, *binds.including, *binds.excluding]
    await change.book.load("agency", named)
    for code in named:
        if await change.book.get(AgencyContent, agency(code)) is None:
            raise ReferenceUnknown(kind="agency", code=code, where="binds")


async def _check_scope(change: Change, scope: ScopeEntry) -> None:
    known = (
        scope.kind == "all"
        or (scope.kind == "group" and await change.book.get(GroupContent, group(scope.code or "")) is not None)
        or (scope.kind == "agency" and await change.book.get(AgencyContent, agency(scope.code or "")) is not None)
    )
    if not known or (scope.kind == "all") != (scope.code is None):
        raise ReferenceUnknown(kind=scope.kind, code=scope.code or "–", where="scope")


async def _members(change: Change, mandate: MandateContent, link: Link) -> list[AgencyContent]:
    """The agencies named by scopes of the chain and of the new link, which may be in a group of another scope."""
    named = {each.scope.code for each in (*mandate.chain, link) if each.scope.kind == "agency"}
    found = [await change.book.get(AgencyContent, agency(code)) for code in sorted(filter(None, named))]
    return [content for content in found if content is not None]


def _once(kind: str, codes: list[str]) -> None:
    repeated = {code for code in codes if codes.count(code) > 1}
    if repeated:
        raise Repeated(kind=kind, code=min(repeated))
