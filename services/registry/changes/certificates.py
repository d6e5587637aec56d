"""Services are certified at levels, and certificates are ended and corrected."""

from typing import Any

import msgspec

from services.registry.book.contents import Certificate, CertificationContent
from services.registry.book.entities import certification
from services.registry.book.timeline import Version
from services.registry.changes.agencies import the_agency
from services.registry.changes.instruments import instrument
from services.registry.changes.services import the_service
from services.registry.entries.certificates import (
    CertificateEntry,
    CertifyServices,
    CorrectCertificate,
    EndCertificate,
)
from services.registry.pace import in_steps
from services.registry.registrar import Change
from services.registry.rules import certifying
from services.registry.rules.roster import check_repeats

_ACTION = "certify_services"


async def certify(change: Change, entry: CertifyServices) -> None:
    """Certify services. What is certified already in the same words stays as it is.

    Raises:
        Repeated, TooManyCertificates: a service is entered twice, or more of one agency than one change says.
        NotFound: there is no such agency or service.
        InstrumentMissing, DocumentUnknown: a certificate rests on nothing.
        ServiceNotOffered, EffectiveLater, SpanReversed, CertificateOverlaps: see the rules of certifying.
    """
    names = [f"{each.agency}/{each.service}" for each in entry.certificates]
    check_repeats("certificate", names)
    certifying.check_count(each.agency for each in entry.certificates)
    await change.book.load("agency", sorted({each.agency for each in entry.certificates}))
    await change.book.load("service", names)
    await change.book.load("certification", names)
    async for each in in_steps(entry.certificates):
        await certify_one(change, each)


async def end(change: Change, entry: EndCertificate) -> None:
    """End a certificate before it would end by itself. One that is over already is left as it is.

    Raises:
        NotFound: there is no such agency, service or certificate.
        SpanReversed: it would end later than was entered; that is a correction.
    """
    held = await _held(change, entry.agency, entry.service)
    until = entry.certified_until
    if until is None and held.certificates and not any(each.covers(change.known_at) for each in held.certificates):
        return
    change.book.put(certifying.ended(held, until or change.known_at))


async def correct(change: Change, entry: CorrectCertificate) -> None:
    """Say anew what was entered wrongly.

    Raises:
        NotFound: there is no such agency or service, or no certificate that holds at that instant.
        DocumentUnknown: its instrument's text was never uploaded.
        ServiceNotOffered, EffectiveLater, SpanReversed, CertificateOverlaps: see the rules of certifying.
    """
    held = await _held(change, entry.agency, entry.service)
    wrong = certifying.the_certificate(held, entry.holds_at)
    if entry.struck:
        change.book.put(certifying.struck(held, wrong))
        return
    right = Version(
        start=entry.certified_from or wrong.start,
        until=None if entry.endless else entry.certified_until or wrong.until,
        value=msgspec.structs.replace(wrong.value, **await _said_anew(change, entry)),
    )
    offered = await the_service(change, entry.agency, entry.service)
    certifying.check_certificate(offered, right, change.known_at)
    change.book.put(certifying.corrected(held, wrong, right))


async def certify_one(change: Change, entry: CertificateEntry) -> None:
    """Certify one service. Raises as `certify`."""
    held = await _held(change, entry.agency, entry.service)
    value = Certificate(entry.level, entry.certifier, await instrument(change, entry.instrument, _ACTION))
    new = Version(start=entry.certified_from or change.known_at, until=entry.certified_until, value=value)
    if new in held.certificates:
        return
    offered = await the_service(change, entry.agency, entry.service)
    certifying.check_certificate(offered, new, change.known_at)
    change.book.put(certifying.certified(held, new))


async def _held(change: Change, owner: str, code: str) -> CertificationContent:
    """What is certified of a service so far; raises NotFound when there is no such agency or service."""
    await the_agency(change, owner)
    await the_service(change, owner, code)
    held = await change.book.get(CertificationContent, certification(owner, code))
    return held or CertificationContent(owner, code)


async def _said_anew(change: Change, entry: CorrectCertificate) -> dict[str, Any]:
    anew: dict[str, Any] = {"level": entry.level, "certifier": entry.certifier}
    if entry.instrument is not None:
        anew["instrument"] = await instrument(change, entry.instrument, entry.action)
    return {name: value for name, value in anew.items() if value is not None}
