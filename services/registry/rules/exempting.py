"""Exemptions: an agency has at most one at a time from a mandate."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from mohlat_contracts.envelope import Span

from services.registry.book.contents import ExemptionContent
from services.registry.book.timeline import overlap
from services.registry.problems import ExemptionOverlaps, SpanReversed


def check_overlap(new: ExemptionContent, standing: Iterable[ExemptionContent]) -> None:
    """Check an exemption against the others; those of other agencies, other mandates, or its own code do not matter.

    Raises:
        ExemptionOverlaps: the agency is exempt from that mandate for some of that time already.
    """
    for other in standing:
        beside = (other.agency, other.mandate) == (new.agency, new.mandate) and other.code != new.code
        if beside and overlap([new.span], [other.span]):
            raise ExemptionOverlaps(agency=new.agency, exemption=other.code)


def ended(exemption: ExemptionContent, until: datetime) -> ExemptionContent:
    """The exemption with its end at `until`, earlier or later than before.

    Raises:
        SpanReversed: it would not last an instant.
    """
    start = exemption.span.start
    if until <= start:
        raise SpanReversed(start=start, until=until)
    return msgspec.structs.replace(exemption, span=Span(start=start, until=until))
