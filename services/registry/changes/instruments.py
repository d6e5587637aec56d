"""Legal instruments: what a change of the law rests on."""

from services.registry.book.contents import InstrumentContent
from services.registry.entries.law import InstrumentEntry
from services.registry.models import DocumentRow
from services.registry.problems import DocumentUnknown, InstrumentMissing
from services.registry.registrar import Change


async def instrument(change: Change, entry: InstrumentEntry | None, action: str) -> InstrumentContent:
    """The instrument as the book has it.

    Raises:
        InstrumentMissing: there is none.
        DocumentUnknown: its document was never uploaded.
    """
    if entry is None:
        raise InstrumentMissing(action=action)
    await check_uploaded(change, entry.document)
    return InstrumentContent(entry.number, entry.date, entry.issuer, entry.document)


async def check_uploaded(change: Change, document: str | None) -> None:
    """Raises DocumentUnknown when the registry does not keep it; none is fine."""
    if document is not None and await change.session.get(DocumentRow, document) is None:
        raise DocumentUnknown(sha256=document)
