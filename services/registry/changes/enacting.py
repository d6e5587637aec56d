"""Mandates are enacted."""

from datetime import datetime

from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import Limits

from services.registry.book.contents import DutyContent, Link, MandateContent, MilestoneContent, RollUp
from services.registry.book.entities import mandate as mandate_entity
from services.registry.book.timeline import at, since
from services.registry.changes.duties import binds, check_binds, check_weights, obligation, roll_up
from services.registry.changes.instruments import instrument
from services.registry.entries.law import DutyEntry, EnactMandate
from services.registry.problems import ContentDiffers, DeadlineBeforeMandate, MandateRepealed, ReferenceUnknown
from services.registry.registrar import Change
from services.registry.rules.roster import check_repeats


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
    check_repeats("duty", [duty.code for duty in entry.duties])
    check_repeats("milestone", [milestone.code for milestone in entry.milestones])
    entered = await _mandate(change, entry)
    held = await change.book.get(MandateContent, mandate_entity(entry.code))
    if held is not None:
        _check_same(held, entered, entry)
        return
    for deadline in (entry.deadline, *(milestone.at for milestone in entry.milestones)):
        if deadline <= entered.in_force.start:
            raise DeadlineBeforeMandate(mandate=entry.code, deadline=deadline, effective_from=entered.in_force.start)
    for duty in entry.duties:
        await check_binds(change, duty.binds)
        await check_weights(change, duty.roll_up)
    taken = {duty.code for other in await change.book.all(MandateContent) for duty in other.duties}
    if again := taken & {duty.code for duty in entered.duties}:
        raise ContentDiffers(kind="duty", code=min(again))
    change.book.put(entered)


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
        obligation=obligation(entry.obligation),
        binds=since(start, binds(entry.binds)),
        roll_ups=() if entry.roll_up is None else since(start, RollUp(roll_up(entry.roll_up))),
    )


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
        and all(
            _same_duty(*both, standing.in_force.start) for both in zip(standing.duties, entered.duties, strict=True)
        )
    )


def _same_duty(standing: DutyContent, entered: DutyContent, start: datetime) -> bool:
    """A rule that was amended from its first day on is not there to be compared."""
    enacted = [version.value for version in standing.binds if version.value.amended_by is None]
    return (
        (standing.code, standing.name_fa, standing.name_en, standing.obligation)
        == (entered.code, entered.name_fa, entered.name_en, entered.obligation)
        and (not enacted or enacted[0] == entered.binds[0].value)
        and _same_roll_up(standing, entered, start)
    )


def _same_roll_up(standing: DutyContent, entered: DutyContent, start: datetime) -> bool:
    first = at(standing.roll_ups, start) or RollUp()
    return first.amended_by is not None or first.rule == entered.roll_up
