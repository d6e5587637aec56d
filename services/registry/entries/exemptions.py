"""Entries about exemptions."""

from typing import Annotated, Literal

from pydantic import Field

from services.registry.entries.fields import AgencyCode, Code, Entry, Instant, Name
from services.registry.entries.law import InstrumentEntry


class GrantExemption(Entry):
    """An agency is exempt from a mandate over [from, until); `approver` is the authority that granted it."""

    action: Literal["grant_exemption"] = "grant_exemption"
    agency: AgencyCode
    code: Code
    mandate: Code
    exempt_from: Annotated[Instant | None, Field(alias="from")] = None
    exempt_until: Annotated[Instant | None, Field(alias="until")] = None
    basis_fa: Name
    basis_en: Name
    approver: Name
    instrument: InstrumentEntry | None = None


class EndExemption(Entry):
    """The exemption ends at `until` (default: now), earlier or later than was booked."""

    action: Literal["end_exemption"] = "end_exemption"
    agency: AgencyCode
    code: Code
    exempt_until: Annotated[Instant | None, Field(alias="until")] = None
