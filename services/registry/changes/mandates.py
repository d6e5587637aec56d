"""A mandate is enacted: its duties bind every agency they are meant for."""

from sqlmodel import col, select

from services.registry.changes import duties
from services.registry.changes.duties import Law
from services.registry.entries import DutyEntry, MandateEntry
from services.registry.models import Agency, Duty, Mandate, MandateDeadline
from services.registry.problems import ContentDiffers, Repeated
from services.registry.registrar import Change


async def enact(change: Change, entry: MandateEntry) -> tuple[Law, bool]:
    """Enact a mandate; also tells whether it is new.

    Raises:
        Repeated: a duty is entered twice.
        ContentDiffers: the mandate, or a duty of another mandate, has that code with other content.
    """
    codes = [duty.code for duty in entry.duties]
    if len(set(codes)) < len(codes):
        raise Repeated("A duty is entered twice.")
    entered = _law(change, entry)
    standing = {law.mandate.code: law for law in await duties.laws(change.session)}
    if entry.code in standing:
        if not _same(standing[entry.code], entered):
            raise ContentDiffers(f"Mandate {entry.code} is enacted with other content.")
        return standing[entry.code], False
    taken = {duty.code for law in standing.values() for duty in law.duties} & set(codes)
    if taken:
        raise ContentDiffers(f"Duty {min(taken)} belongs to another mandate.")
    await change.insert([entered.mandate])
    await change.insert(entered.chain)
    await change.insert(entered.duties)
    agencies = (await change.session.exec(select(Agency).order_by(col(Agency.code)))).all()
    await duties.assign(change, agencies, [entered])
    return entered, True


def _law(change: Change, entry: MandateEntry) -> Law:
    mandate = Mandate(code=entry.code, name_fa=entry.name_fa, name_en=entry.name_en, **entry.limits.model_dump())
    original = MandateDeadline(
        mandate=entry.code,
        revision=0,
        at=entry.deadline,
        announced_at=change.known_at,
        instrument_number=entry.instrument.number,
        instrument_date=entry.instrument.date,
        instrument_issuer=entry.instrument.issuer,
        final=False,
    )
    return Law(mandate, tuple(_duty(entry, *numbered) for numbered in enumerate(entry.duties)), (original,))


def _duty(mandate: MandateEntry, position: int, entry: DutyEntry) -> Duty:
    return Duty(
        code=entry.code,
        mandate=mandate.code,
        position=position,
        name_fa=entry.name_fa or mandate.name_fa,
        name_en=entry.name_en or mandate.name_en,
        binds_kinds=sorted(set(entry.binds.kinds)),
        **entry.obligation.model_dump(),
    )


def _same(standing: Law, entered: Law) -> bool:
    """Equal but for when it was announced; a mandate extended since is still the one that was enacted."""
    return (
        standing.mandate.model_dump() == entered.mandate.model_dump()
        and [duty.model_dump() for duty in standing.duties] == [duty.model_dump() for duty in entered.duties]
        and same_terms(standing.chain[0], entered.chain[0])
    )


def same_terms(left: MandateDeadline, right: MandateDeadline) -> bool:
    """Whether two deadlines say the same, whenever each was announced and whichever revision it is."""
    announced = {"announced_at", "revision"}
    return left.model_dump(exclude=announced) == right.model_dump(exclude=announced)
