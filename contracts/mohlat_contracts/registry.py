"""What the registry says: agencies, their services and keys, duties, exemptions.

Each fact holds its entity's complete effective-dated history under a revision number, so the highest revision known
at an instant is all that is needed to judge that instant.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from mohlat_contracts.envelope import AgencyCode, CloudEvent, Identifier, Instant, Name, Revision, Span

Grade = Literal["claimed", "proven", "full"]
Level = Literal["information_only", "partly_online", "fully_online"]
Measure = Literal["count", "use"]
"""A share of services by their number, or weighed by their yearly use."""
Proof = Literal["claimed", "certified"]
"""Whose word a service's level rests on: the agency's own, or an official's certificate."""
AgencyKind = Literal["core", "affiliated", "sandbox"]
"""A `sandbox` is for trying things out: it is judged like any other, counts in no figure and is sent no letter."""


class Group(Struct, frozen=True, kw_only=True):
    code: Identifier
    name_fa: Name
    name_en: Name


class AgencySpan(Span, frozen=True, kw_only=True):
    """How an agency was named and placed over a span of its life."""

    name_fa: Name
    name_en: Name
    group: Identifier
    kind: AgencyKind
    parent: AgencyCode | None = None
    province: Identifier | None = None


class AgencyData(Struct, frozen=True, kw_only=True):
    """An agency as it stood when this became known, with its whole `history`, ordered; a gap is a time without it.

    `successors` are the agencies that it was merged into or split up into.
    """

    agency: AgencyCode
    revision: Revision
    name_fa: Name
    name_en: Name
    group: Group
    kind: AgencyKind
    parent: AgencyCode | None = None
    province: Identifier | None = None
    synthetic: bool = False
    history: tuple[AgencySpan, ...] = ()
    successors: tuple[AgencyCode, ...] = ()

    def as_of(self, at: datetime) -> "AgencyData":
        """The same with the names, kind and parent of an instant; where it does not exist then, as it is said."""
        span = next((span for span in self.history if span.covers(at)), None)
        if span is None:
            return self
        return structs.replace(
            self,
            name_fa=span.name_fa,
            name_en=span.name_en,
            kind=span.kind,
            parent=span.parent,
            province=span.province,
        )


class AgencyRegistered(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.agency.registered.v1"):
    data: AgencyData


class Service(Struct, frozen=True, kw_only=True):
    """A service of an agency; effective over `spans`. One that was reclassified is listed once for each reading of it.

    `yearly_use` is how often it is used a year, where that is known.
    """

    code: Identifier
    name_fa: Name
    name_en: Name
    high_use: bool
    spans: tuple[Span, ...]
    yearly_use: Annotated[int, Meta(ge=0)] | None = None


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
    """Offer a share of services at a level; `share_percent` in per cent, by their number or by their yearly use.

    `proof` is what a level counts by: the agency's own statement, or an official's certificate.
    """

    share_percent: Annotated[int, Meta(ge=1, le=100)]
    level: Level
    among: Literal["high_use", "all"] = "high_use"
    by: Measure = "count"
    proof: Proof = "claimed"


class Limits(Struct, frozen=True, kw_only=True):
    """The mandate's limits: silence in days of open time, warning in civil days, grace in hours of open time."""

    silent_after_days: Annotated[int, Meta(ge=2, le=3650)]
    at_risk_days: Annotated[int, Meta(ge=0, le=3650)]
    grace_open_hours: Annotated[int, Meta(ge=0, le=8760)]


class Instrument(Struct, frozen=True, kw_only=True):
    """The legal instrument a rule rests on; `document` is the SHA-256 of its text, which the registry keeps."""

    number: Name
    date: date
    issuer: Name
    document: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None


class Deadline(Struct, frozen=True, kw_only=True):
    """One deadline of the chain: revision 0 is the original, each extension adds one. `at` is an exclusive bound.

    The chain of an agency holds the extensions whose `scope` takes it in, so revisions may have gaps.
    """

    revision: Revision
    at: Instant
    announced_at: Instant
    instrument: Instrument
    final: bool = False
    scope: Literal["all", "group", "agency"] = "all"


class Milestone(Struct, frozen=True, kw_only=True):
    """An interim goal on the way to the deadline; a share in per cent, or as the obligation says."""

    code: Identifier
    name_fa: Name
    name_en: Name
    at: Instant
    share_percent: Annotated[int, Meta(ge=1, le=100)] | None = None


Percent = Annotated[int, Meta(ge=1, le=100)]
Weight = Annotated[int, Meta(ge=0, le=1_000_000)]
Reach = Literal["direct", "all"]
"""The bodies right under the parent, or those under them as well."""


class EveryAffiliate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="every"):
    """The parent has met the duty and so has every affiliate."""

    reach: Reach = "all"


class ShareOfAffiliates(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="share"):
    """The parent has met the duty and so have at least this many per cent of its affiliates."""

    percent: Percent
    reach: Reach = "all"


class Weighted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="weighted"):
    """Those that have met the duty, the parent among them, weigh at least this many per cent of all.

    Attributes:
        own: weight of the parent; 0 leaves it to its affiliates.
        weights: of affiliates by code.
        otherwise: weight of every other affiliate.
    """

    percent: Percent
    own: Weight = 1
    weights: dict[AgencyCode, Weight] = {}
    otherwise: Weight = 1
    reach: Reach = "all"


RollUpRule = EveryAffiliate | ShareOfAffiliates | Weighted
"""How a parent agency stands together with its affiliates."""


class DutyData(Struct, frozen=True, kw_only=True):
    """One agency's instance of an obligation; `roll_up` says how a parent stands with its affiliates, if at all."""

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
    milestones: tuple[Milestone, ...] = ()
    roll_up: RollUpRule | None = None


class DutyAssigned(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.duty.assigned.v1"):
    data: DutyData


class ExemptionData(Struct, frozen=True, kw_only=True):
    """`approver` is the authority that granted it, by an `instrument` where there is one."""

    agency: AgencyCode
    exemption: Identifier
    mandate: Identifier
    revision: Revision
    spans: tuple[Span, ...]
    basis_fa: Name
    basis_en: Name
    approver: Name | None = None
    instrument: Instrument | None = None


class ExemptionGranted(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.exemption.granted.v1"):
    data: ExemptionData


class CertifiedSpan(Span, frozen=True, kw_only=True):
    """The level at which an official found the service over a span, with its basis."""

    level: Level
    certifier: Name
    instrument: Instrument | None = None


class CertificationData(Struct, frozen=True, kw_only=True):
    """What is certified of one service, with its whole history, ordered; a gap is a time without a certificate."""

    agency: AgencyCode
    service: Identifier
    revision: Revision
    spans: tuple[CertifiedSpan, ...]


class ServiceCertified(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.service.certified.v1"):
    data: CertificationData
