"""Entries about certificates: at which level an official found a service to be."""

from typing import Annotated, Literal

from mohlat_contracts.registry import Level
from pydantic import Field

from services.registry.entries.fields import AgencyCode, Entry, Instant, Name, ServiceCode
from services.registry.entries.law import InstrumentEntry


class CertificateEntry(Entry):
    """A service is at this level over [from, until); `certifier` is the authority that found it so."""

    agency: AgencyCode
    service: ServiceCode
    level: Level
    certified_from: Annotated[Instant | None, Field(alias="from")] = None
    certified_until: Annotated[Instant | None, Field(alias="until")] = None
    certifier: Name
    instrument: InstrumentEntry | None = None


class CertifyServices(Entry):
    """All of them or none. One that has no end yet ends where a later one of the same service begins."""

    action: Literal["certify_services"] = "certify_services"
    certificates: Annotated[tuple[CertificateEntry, ...], Field(min_length=1, max_length=100_000)]


class EndCertificate(Entry):
    """The last certificate before `until` (default: now) ends then, earlier than was entered."""

    action: Literal["end_certificate"] = "end_certificate"
    agency: AgencyCode
    service: ServiceCode
    certified_until: Annotated[Instant | None, Field(alias="until")] = None


class CorrectCertificate(Entry):
    """What is given of the certificate that `holds_at` an instant was entered wrongly and is said anew.

    With `endless` it has no end; with `struck` it ought not to be there at all.
    """

    action: Literal["correct_certificate"] = "correct_certificate"
    agency: AgencyCode
    service: ServiceCode
    holds_at: Instant
    level: Level | None = None
    certified_from: Annotated[Instant | None, Field(alias="from")] = None
    certified_until: Annotated[Instant | None, Field(alias="until")] = None
    endless: bool = False
    certifier: Name | None = None
    instrument: InstrumentEntry | None = None
    struck: bool = False
