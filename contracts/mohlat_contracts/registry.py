"""What the registry says: agencies, their services and keys, duties, exemptions.

Each fact holds its entity's complete effective-dated history under a revision number, so the highest revision known
at an instant is all that is needed to judge that instant.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from mohlat_contracts.envelope import AgencyCode, CloudEvent, Identifier, Instant, Name, Revision, Span

Grade = Literal["claimed", "proven", "full"]
Level = Literal["information_only", "partly_online", "fully_online"]
AgencyKind = Literal["core", "affiliated"]


class Group(Struct, frozen=True, kw_only=True):
    code: Identifier
    name_fa: Name
    name_en: Name


class AgencyData(Struct, frozen=True, kw_only=True):
    agency: AgencyCode
    revision: Revision
    name_fa: Name
    name_en: Name
    group: Group
    kind: AgencyKind
    parent: AgencyCode | None = None
    synthetic: bool = False


class AgencyRegistered(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.agency.registered.v1"):
    data: AgencyData


class Service(Struct, frozen=True, kw_only=True):
    """A service of an agency; effective over `spans`."""

    code: Identifier
    name_fa: Name
    name_en: Name
    high_use: bool
    spans: tuple[Span, ...]


class ServicesData(Struct, frozen=True, kw_only=True):
    agency: AgencyCode
    revision: Revision
    services: tuple[Service, ...]


class ServicesListed(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.services.listed.v1"):
    data: ServicesData


class KeyData(Struct, frozen=True, kw_only=True):
    """An Ed25519 public key of an agency; `public_key` is base64url of its 32 bytes, unpadded."""

    agency: AgencyCode
    key_id: Identifier
    revision: Revision
    public_key: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{43}$")]
    revoked_at: Instant | None = None


class KeyEnrolled(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.key.enrolled.v1"):
    data: KeyData


class Connect(Struct, frozen=True, kw_only=True, tag_field="kind", tag="connect"):
    """Be connected to the Window, known at least to this grade."""

    grade: Grade


class Digitize(Struct, frozen=True, kw_only=True, tag_field="kind", tag="digitize"):
    """Offer a share of the high-use services at a level; `share_percent` in per cent."""

    share_percent: Annotated[int, Meta(ge=1, le=100)]
    level: Level


class Limits(Struct, frozen=True, kw_only=True):
    """The mandate's limits: silence in days of open time, warning in civil days, grace in hours of open time."""

    silent_after_days: Annotated[int, Meta(ge=1, le=3650)]
    at_risk_days: Annotated[int, Meta(ge=0, le=3650)]
    grace_open_hours: Annotated[int, Meta(ge=0, le=8760)]


class Instrument(Struct, frozen=True, kw_only=True):
    """The legal instrument a rule rests on."""

    number: Name
    date: date
    issuer: Name


class Deadline(Struct, frozen=True, kw_only=True):
    """One deadline of the chain: revision 0 is the original, each extension adds one. `at` is an exclusive bound."""

    revision: Revision
    at: Instant
    announced_at: Instant
    instrument: Instrument
    final: bool = False


class DutyData(Struct, frozen=True, kw_only=True):
    agency: AgencyCode
    duty: Identifier
    mandate: Identifier
    revision: Revision
    name_fa: Name
    name_en: Name
    obligation: Connect | Digitize
    limits: Limits
    bound: tuple[Span, ...]
    deadlines: Annotated[tuple[Deadline, ...], Meta(min_length=1)]


class DutyAssigned(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.duty.assigned.v1"):
    data: DutyData


class ExemptionData(Struct, frozen=True, kw_only=True):
    agency: AgencyCode
    exemption: Identifier
    mandate: Identifier
    revision: Revision
    spans: tuple[Span, ...]
    basis_fa: Name
    basis_en: Name


class ExemptionGranted(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.exemption.granted.v1"):
    data: ExemptionData
