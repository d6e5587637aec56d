"""A deadline is extended: the whole chain is said anew of every agency that the mandate binds."""

from sqlmodel import col, select

from services.registry.changes import duties
from services.registry.changes.duties import Law
from services.registry.changes.mandates import same_terms
from services.registry.entries import ExtensionEntry
from services.registry.models import Binding, MandateDeadline
from services.registry.problems import ContentDiffers, ExtensionNotLater
from services.registry.registrar import Change


async def extend(change: Change, mandate: str, entry: ExtensionEntry) -> tuple[MandateDeadline, bool]:
    """Add a deadline to the chain; also tells whether it is new.

    Raises:
        NotFound: there is no such mandate.
        ContentDiffers: the chain has this deadline on other terms.
        ExtensionNotLater: the current deadline is later.
    """
    law = await duties.law(change.session, mandate)
    entered = _link(change, law, entry)
    for link in law.chain:
        if link.at == entered.at:
            if not same_terms(link, entered):
                raise ContentDiffers(f"Mandate {mandate} has that deadline by another instrument.")
            return link, False
    if entered.at < law.chain[-1].at:
        raise ExtensionNotLater(f"The current deadline of {mandate} is {law.chain[-1].at.isoformat()}.")
    await change.insert([entered])
    await _say_anew(change, Law(law.mandate, law.duties, (*law.chain, entered)))
    return entered, True


async def _say_anew(change: Change, law: Law) -> None:
    codes = [duty.code for duty in law.duties]
    order = {code: position for position, code in enumerate(codes)}
    bindings = (await change.session.exec(select(Binding).where(col(Binding.duty).in_(codes)))).all()
    for binding in bindings:
        binding.revision += 1
    duties.say(change, sorted(bindings, key=lambda each: (each.agency, order[each.duty])), [law])


def _link(change: Change, law: Law, entry: ExtensionEntry) -> MandateDeadline:
    return MandateDeadline(
        mandate=law.mandate.code,
        revision=law.chain[-1].revision + 1,
        at=entry.deadline,
        announced_at=change.known_at,
        instrument_number=entry.instrument.number,
        instrument_date=entry.instrument.date,
        instrument_issuer=entry.instrument.issuer,
        final=entry.final,
    )
