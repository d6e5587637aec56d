"""At which level services are certified, by whom and since when."""

from datetime import datetime

from mohlat_contracts.registry import Level
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import revisions
from services.registry.book.contents import Certificate, CertificationContent
from services.registry.book.entities import certification as certification_entity
from services.registry.book.timeline import Version
from services.registry.book.timeline import at as holding
from services.registry.models import RevisionRow
from services.registry.problems import NotFound
from services.registry.reading.law import InstrumentAnswer, instrument_answer
from services.registry.reading.view import Answer, View, Viewed


class CertificateAnswer(Answer):
    """One certificate, over [start, until); `certifier` is the authority that found the service at this level."""

    start: datetime
    until: datetime | None
    level: Level
    certifier: str
    instrument: InstrumentAnswer


class CertificationAnswer(Answer):
    """A service, the `level` at which it is certified then (null: at none), and all its certificates in order."""

    agency: str
    service: str
    revision: int
    level: Level | None
    certificates: list[CertificateAnswer]


class CertificationItem(CertificationAnswer, Viewed):
    pass


async def of_agency(session: AsyncSession, agency: str, view: View) -> list[CertificationAnswer]:
    """All services of an agency that were ever certified, as far as it was known, ordered by code."""
    found = await revisions.find(session, "certification", col(RevisionRow.agency) == agency, known_at=view.known_at)
    return [
        _answer(each.revision, each.content, view)
        for each in found.values()
        if isinstance(each.content, CertificationContent)
    ]


async def certified(
    session: AsyncSession, view: View, after: str, limit: int, *, agency: str | None, level: str | None
) -> list[CertificationAnswer]:
    """The services that are certified then, ordered by agency and code."""
    found: list[CertificationAnswer] = []
    among = [] if agency is None else [col(RevisionRow.agency) == agency]
    step = max(limit, 200)
    while len(found) < limit:
        chunk = await revisions.find(session, "certification", *among, known_at=view.known_at, after=after, limit=step)
        for each in chunk.values():
            assert isinstance(each.content, CertificationContent)  # noqa: S101 - the kind says so
            answer = _answer(each.revision, each.content, view)
            if answer.level is not None and level in (None, answer.level):
                found.append(answer)
        if len(chunk) < step:
            break
        after = next(reversed(chunk))
    return found[:limit]


async def certification(session: AsyncSession, agency: str, service: str, view: View) -> CertificationItem:
    """Raises NotFound when it was never certified."""
    found = await revisions.one(session, certification_entity(agency, service), view.known_at)
    if found is None or not isinstance(found.content, CertificationContent):
        raise NotFound(kind="certificate", code=f"{agency}/{service}")
    return CertificationItem(**dict(_answer(found.revision, found.content, view)), **view._asdict())


def _answer(revision: int, content: CertificationContent, view: View) -> CertificationAnswer:
    standing = holding(content.certificates, view.as_of)
    return CertificationAnswer(
        agency=content.agency,
        service=content.service,
        revision=revision,
        level=None if standing is None else standing.level,
        certificates=[_certificate(each) for each in content.certificates],
    )


def _certificate(version: Version[Certificate]) -> CertificateAnswer:
    instrument = instrument_answer(version.value.instrument)
    assert instrument is not None  # noqa: S101 - every certificate has one
    return CertificateAnswer(
        start=version.start,
        until=version.until,
        level=version.value.level,
        certifier=version.value.certifier,
        instrument=instrument,
    )
