"""Agencies are exempted from mandates."""

from mohlat_contracts.envelope import Span

from services.registry.book.contents import ExemptionContent
from services.registry.book.entities import exemption
from services.registry.book.history import founded
from services.registry.book.timeline import overlap
from services.registry.changes.agencies import the_agency
from services.registry.changes.instruments import instrument
from services.registry.changes.law import the_mandate
from services.registry.entries.exemptions import EndExemption, GrantExemption
from services.registry.problems import ContentDiffers, MandateRepealed, NotFound, SpanReversed
from services.registry.registrar import Change
from services.registry.rules.exempting import check_overlap, ended
from services.registry.rules.lives import check_alive


async def grant(change: Change, entry: GrantExemption) -> None:
    """Exempt an agency.

    Raises:
        NotFound: there is no such agency or mandate.
        InstrumentMissing, DocumentUnknown: it rests on nothing.
        SpanReversed: it would end before it begins.
        ContentDiffers: the agency has an exemption of that code with other content.
        AgencyDissolved, MandateRepealed: there is nothing left to be exempted from.
        ExemptionOverlaps: the agency is exempt from the mandate for some of that time already.
    """
    exempted = await the_agency(change, entry.agency)
    mandate = await the_mandate(change, entry.mandate)
    held = await change.book.get(ExemptionContent, exemption(entry.agency, entry.code))
    start = entry.exempt_from or (change.known_at if held is None else held.span.start)
    if entry.exempt_until is not None and entry.exempt_until <= start:
        raise SpanReversed(start=start, until=entry.exempt_until)
    if held is None:
        check_alive(exempted, max(start, founded(exempted)))
        if not overlap([Span(start=start, until=entry.exempt_until)], [mandate.in_force]):
            raise MandateRepealed(mandate=mandate.code, at=mandate.in_force.until or mandate.in_force.start)
    entered = ExemptionContent(
        agency=entry.agency,
        code=entry.code,
        mandate=entry.mandate,
        span=Span(start=start, until=entry.exempt_until),
        basis_fa=entry.basis_fa,
        basis_en=entry.basis_en,
        approver=entry.approver,
        instrument=await instrument(change, entry.instrument, entry.action),
    )
    if held is not None and held != entered:
        raise ContentDiffers(kind="exemption", code=f"{entry.agency}/{entry.code}")
    others = await change.book.of_agency(ExemptionContent, entry.agency)
    check_overlap(entered, [other for other in others if other.code != entered.code])
    change.book.put(entered)


async def end(change: Change, entry: EndExemption) -> None:
    """End an exemption at an instant before it would end by itself. One that is over already is left as it is.

    Raises:
        NotFound: there is no such exemption.
        SpanReversed: it would end before it begins, or later than was granted; a longer one is granted anew.
    """
    held = await change.book.get(ExemptionContent, exemption(entry.agency, entry.code))
    if held is None:
        raise NotFound(kind="exemption", code=f"{entry.agency}/{entry.code}")
    booked, until = held.span.until, entry.exempt_until or change.known_at
    if booked is not None and until > booked:
        if entry.exempt_until is None:
            return
        raise SpanReversed(start=until, until=booked)
    change.book.put(ended(held, until))
