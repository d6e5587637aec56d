"""The law changes: mandates are extended, amended and repealed."""

import msgspec
from mohlat_contracts.envelope import Span

from services.registry.book.contents import (
    AgencyContent,
    DutyContent,
    GroupContent,
    Link,
    MandateContent,
    RollUp,
    Scope,
    Withdrawal,
)
from services.registry.book.entities import agency, group
from services.registry.book.entities import mandate as mandate_entity
from services.registry.book.timeline import put
from services.registry.changes.duties import binds, check_binds, check_weights, roll_up
from services.registry.changes.instruments import instrument
from services.registry.entries.law import (
    AmendBinding,
    AmendRollUp,
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
)
from services.registry.registrar import Change
from services.registry.rules.chain import check_extension


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
    await check_binds(change, entry.binds)
    mandate, duty = await _the_duty(change, entry.duty)
    rule = put(duty.binds, binds(entry.binds, by), entry.effective_from or change.known_at)
    _put_duty(change, mandate, msgspec.structs.replace(duty, binds=rule))


async def amend_roll_up(change: Change, entry: AmendRollUp) -> None:
    """Another rule of how a parent stands with its affiliates in a duty.

    Raises:
        NotFound: there is no such duty.
        InstrumentMissing, DocumentUnknown: it rests on nothing.
        ReferenceUnknown: it gives weight to an agency that is not there.
        MandateRepealed: nobody owes the duty any longer.
    """
    by = await instrument(change, entry.instrument, entry.action)
    await check_weights(change, entry.roll_up)
    mandate, duty = await _the_duty(change, entry.duty)
    start, end = max(change.known_at, mandate.in_force.start), mandate.in_force.until
    if end is not None and end <= start:
        raise MandateRepealed(mandate=mandate.code, at=end)
    rule = roll_up(entry.roll_up)
    if rule != duty.roll_up:
        roll_ups = put(duty.roll_ups, RollUp(rule, by), start)
        _put_duty(change, mandate, msgspec.structs.replace(duty, roll_ups=roll_ups))


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


async def _the_duty(change: Change, code: str) -> tuple[MandateContent, DutyContent]:
    """Raises NotFound when there is none of that code."""
    for mandate in await change.book.all(MandateContent):
        for duty in mandate.duties:
            if duty.code == code:
                return await the_mandate(change, mandate.code), duty
    raise NotFound(kind="duty", code=code)


def _put_duty(change: Change, mandate: MandateContent, amended: DutyContent) -> None:
    duties = tuple(amended if duty.code == amended.code else duty for duty in mandate.duties)
    change.book.put(msgspec.structs.replace(mandate, duties=duties))


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
