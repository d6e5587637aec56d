"""Agencies were written: which of their duties that changes."""

from collections.abc import Sequence
from datetime import datetime

from mohlat_contracts.registry import DutyData

from services.registry import bindings
from services.registry.bindings import Binding, written_spans
from services.registry.book.contents import AgencyContent, Link, MandateContent
from services.registry.book.entities import agency as agency_entity
from services.registry.facts import duty_data
from services.registry.pace import in_steps
from services.registry.revisions import Book
from services.registry.rules.binding import bound
from services.registry.rules.chain import chain_of


async def duties_of(book: Book, agencies: Sequence[AgencyContent], number: int, known_at: datetime) -> list[DutyData]:
    """The duties of these agencies that bind them anew, otherwise, or under another chain of deadlines."""
    mandates = await book.all(MandateContent) if agencies else []
    if not mandates:
        return []
    standing = await bindings.of_agencies(book.session, [agency.code for agency in agencies])
    said: list[DutyData] = []
    changed: list[Binding] = []
    async for agency in in_steps(agencies):
        for mandate in mandates:
            chain = chain_of(agency, mandate.chain)
            otherwise = _before(book, agency, mandate) != chain
            for duty in mandate.duties:
                spans = bound(agency, mandate, duty)
                written = written_spans(spans)
                held = standing[agency.code].get(duty.code)
                if held is None and not spans:
                    continue
                if held is None or held.bound != written:
                    changed.append(Binding(agency.code, duty.code, written))
                elif not otherwise:
                    continue
                said.append(duty_data(agency.code, duty, mandate, spans, chain, number))
    await bindings.add(book.session, changed, number, known_at)
    return said


def _before(book: Book, agency: AgencyContent, mandate: MandateContent) -> tuple[Link, ...] | None:
    """The chain as it counted for the agency until now."""
    before = book.before.get(agency_entity(agency.code))
    return chain_of(before, mandate.chain) if isinstance(before, AgencyContent) else None
