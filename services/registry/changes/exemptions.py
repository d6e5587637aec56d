"""An agency is taken out of a mandate's scope, for a legal reason and a time."""

from datetime import UTC, datetime

from sqlmodel import col, select

from services.registry.entries import ExemptionEntry
from services.registry.facts import exemption_data
from services.registry.models import Agency, Exemption, Mandate
from services.registry.problems import ContentDiffers, ExemptionOverlaps, NotFound, ReferenceUnknown, SpanReversed
from services.registry.registrar import Change

_NEVER = datetime.max.replace(tzinfo=UTC)


async def grant(change: Change, agency: str, entry: ExemptionEntry) -> tuple[Exemption, bool]:
    """Exempt an agency; also tells whether the exemption is new.

    Raises:
        NotFound: there is no such agency.
        ReferenceUnknown: there is no such mandate.
        SpanReversed: it would end before it begins.
        ContentDiffers: the agency has an exemption of that code with other content.
        ExemptionOverlaps: the agency is exempt from the mandate for some of that time already.
    """
    if entry.exempt_until is not None and entry.exempt_until <= entry.exempt_from:
        raise SpanReversed("An exemption must end after it begins.")
    if await change.session.get(Agency, agency) is None:
        raise NotFound(f"There is no agency {agency}.")
    if await change.session.get(Mandate, entry.mandate) is None:
        raise ReferenceUnknown(f"There is no mandate {entry.mandate}.")
    entered = Exemption(agency=agency, **entry.model_dump())
    for granted in (await change.session.exec(select(Exemption).where(col(Exemption.agency) == agency))).all():
        if granted.code == entered.code:
            if granted.model_dump() != entered.model_dump():
                raise ContentDiffers(f"Agency {agency} has an exemption {entry.code} with other content.")
            return granted, False
        if granted.mandate == entered.mandate and overlap(granted, entered):
            raise ExemptionOverlaps(f"Exemption {granted.code} of {agency} covers some of that time.")
    await change.insert([entered])
    change.say(exemption_data(entered))
    return entered, True


def overlap(left: Exemption, right: Exemption) -> bool:
    """Whether two half-open spans share an instant."""
    return left.exempt_from < (right.exempt_until or _NEVER) and right.exempt_from < (left.exempt_until or _NEVER)
