"""Who is exempt from what, by whom and why."""

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import revisions
from services.registry.book.contents import ExemptionContent
from services.registry.book.entities import exemption as exemption_entity
from services.registry.models import RevisionRow
from services.registry.problems import NotFound
from services.registry.reading.law import InstrumentAnswer, instrument_answer
from services.registry.reading.view import Answer, SpanAnswer, View, Viewed, span_answer


class ExemptionAnswer(Answer):
    """`in_force` tells whether the agency is exempt by it then."""

    agency: str
    exemption: str
    mandate: str
    revision: int
    in_force: bool
    span: SpanAnswer
    basis_fa: str
    basis_en: str
    approver: str
    instrument: InstrumentAnswer


class ExemptionItem(ExemptionAnswer, Viewed):
    pass


async def of_agency(session: AsyncSession, agency: str, view: View) -> list[ExemptionAnswer]:
    """All that an agency was ever granted, as far as it was known."""
    found = await revisions.find(session, "exemption", col(RevisionRow.agency) == agency, known_at=view.known_at)
    return [
        _answer(each.revision, each.content, view)
        for each in found.values()
        if isinstance(each.content, ExemptionContent)
    ]


async def in_force(
    session: AsyncSession, view: View, after: str, limit: int, *, mandate: str | None, agency: str | None
) -> list[ExemptionAnswer]:
    """The exemptions in force then, ordered by agency and code."""
    found: list[ExemptionAnswer] = []
    among = [] if agency is None else [col(RevisionRow.agency) == agency]
    while len(found) < limit:
        chunk = await revisions.find(
            session, "exemption", *among, known_at=view.known_at, after=after, limit=max(limit, 200)
        )
        for each in chunk.values():
            assert isinstance(each.content, ExemptionContent)  # noqa: S101 - the kind says so
            if each.content.span.covers(view.as_of) and mandate in (None, each.content.mandate):
                found.append(_answer(each.revision, each.content, view))
        if len(chunk) < max(limit, 200):
            break
        after = next(reversed(chunk))
    return found[:limit]


async def exemption(session: AsyncSession, agency: str, code: str, view: View) -> ExemptionItem:
    """Raises NotFound when there was none of that code."""
    found = await revisions.one(session, exemption_entity(agency, code), view.known_at)
    if found is None or not isinstance(found.content, ExemptionContent):
        raise NotFound(kind="exemption", code=f"{agency}/{code}")
    return ExemptionItem(**dict(_answer(found.revision, found.content, view)), **view._asdict())


def _answer(revision: int, content: ExemptionContent, view: View) -> ExemptionAnswer:
    instrument = instrument_answer(content.instrument)
    assert instrument is not None  # noqa: S101 - every exemption has one
    return ExemptionAnswer(
        agency=content.agency,
        exemption=content.code,
        mandate=content.mandate,
        revision=revision,
        in_force=content.span.covers(view.as_of),
        span=span_answer(content.span),
        basis_fa=content.basis_fa,
        basis_en=content.basis_en,
        approver=content.approver,
        instrument=instrument,
    )
