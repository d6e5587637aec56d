"""Certificates: an official's word for the level of a service, one at a time, only of what is offered by then."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import msgspec
from mohlat_contracts.envelope import Span

from services.registry.book.contents import Certificate, CertificationContent, ServiceContent
from services.registry.book.timeline import Timeline, Version, at, overlap, put
from services.registry.problems import (
    CertificateOverlaps,
    EffectiveLater,
    NotFound,
    ServiceNotOffered,
    SpanReversed,
    TooManyCertificates,
)

MOST_AT_ONCE = 500
"""Of one agency in one change, all that is said of which must fit one record."""


def check_count(agencies: Iterable[str]) -> None:
    """Check the agencies of certificates, named once for each.

    Raises:
        TooManyCertificates: they would not fit the record of one agency.
    """
    for agency, count in Counter(agencies).items():
        if count > MOST_AT_ONCE:
            raise TooManyCertificates(agency=agency, count=count, limit=MOST_AT_ONCE)


def check_certificate(service: ServiceContent, new: Version[Certificate], now: datetime) -> None:
    """Check one certificate against the service itself and the day.

    Raises:
        SpanReversed: it would not last an instant.
        EffectiveLater: it certifies what is yet to come.
        ServiceNotOffered: the service was not offered when the certificate begins.
    """
    code = f"{service.agency}/{service.code}"
    if new.until is not None and new.until <= new.start:
        raise SpanReversed(start=new.start, until=new.until)
    if new.start > now:
        raise EffectiveLater(kind="certificate", code=code, at=new.start)
    if at(service.traits, new.start) is None:
        raise ServiceNotOffered(service=code, at=new.start)


def certified(held: CertificationContent, new: Version[Certificate]) -> CertificationContent:
    """With one more certificate; where one that has no end goes before it, that ends where it begins.

    Raises:
        CertificateOverlaps: another covers some of its time.
    """
    standing = tuple(_closed(each, new.start) for each in held.certificates if each != new)
    return _with(held, standing, new)


def ended(held: CertificationContent, until: datetime) -> CertificationContent:
    """The last certificate that begins by an instant ends at that instant.

    Raises:
        NotFound: none begins by then.
        SpanReversed: it would not last an instant, or would end later than it was to.
    """
    last = next((each for each in reversed(held.certificates) if each.start <= until), None)
    if last is None:
        raise _none(held)
    if last.start == until:
        raise SpanReversed(start=last.start, until=until)
    if last.until is not None and until > last.until:
        raise SpanReversed(start=until, until=last.until)
    return _replaced(held, last, msgspec.structs.replace(last, until=until))


def the_certificate(held: CertificationContent, instant: datetime) -> Version[Certificate]:
    """The one that holds at an instant.

    Raises:
        NotFound: none does.
    """
    for each in held.certificates:
        if each.covers(instant):
            return each
    raise _none(held)


def corrected(
    held: CertificationContent, wrong: Version[Certificate], right: Version[Certificate]
) -> CertificationContent:
    """With `right` in the place of `wrong`, one of those held; no other gives way to it.

    Raises:
        CertificateOverlaps: another covers some of its time.
    """
    return _with(held, tuple(each for each in held.certificates if each != wrong), right)


def struck(held: CertificationContent, wrong: Version[Certificate]) -> CertificationContent:
    """Without `wrong`, one of those held."""
    return _replaced(held, wrong)


def _with(
    held: CertificationContent, standing: Timeline[Certificate], new: Version[Certificate]
) -> CertificationContent:
    for other in standing:
        if overlap([_span(new)], [_span(other)]):
            service = f"{held.agency}/{held.service}"
            raise CertificateOverlaps(service=service, level=other.value.level, start=other.start)
    return msgspec.structs.replace(held, certificates=put(standing, new.value, new.start, new.until))


def _replaced(
    held: CertificationContent, wrong: Version[Certificate], *right: Version[Certificate]
) -> CertificationContent:
    others = (each for each in held.certificates if each != wrong)
    ordered = tuple(sorted((*others, *right), key=lambda each: each.start))
    return msgspec.structs.replace(held, certificates=ordered)


def _closed(version: Version[Certificate], start: datetime) -> Version[Certificate]:
    open_before = version.until is None and version.start < start
    return msgspec.structs.replace(version, until=start) if open_before else version


def _span(version: Version[Certificate]) -> Span:
    return Span(start=version.start, until=version.until)


def _none(held: CertificationContent) -> NotFound:
    return NotFound(kind="certificate", code=f"{held.agency}/{held.service}")
