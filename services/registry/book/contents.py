"""What the book holds of each kind of entity: in one revision its whole history, as far as it was known."""

from datetime import date, datetime
from typing import Literal

from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import AgencyKind, Connect, Digitize, Level, Limits, RollUpRule
from msgspec import Struct

from services.registry.book.referrals import ReferralContent
from services.registry.book.timeline import Timeline


class Names(Struct, frozen=True):
    name_fa: str
    name_en: str


class GroupContent(Struct, frozen=True):
    code: str
    names: Timeline[Names]


class Place(Struct, frozen=True):
    """Where an agency stands."""

    group: str
    kind: AgencyKind
    parent: str | None = None
    province: str | None = None


class AgencyContent(Struct, frozen=True):
    """`names` and `place` say when it exists: both cover its life and nothing else.

    Attributes:
        original: what a table said before it was cleaned, by column.
        successors: what it was merged into or split up into.
    """

    code: str
    synthetic: bool
    names: Timeline[Names]
    place: Timeline[Place]
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    original: dict[str, str] = {}


class Traits(Struct, frozen=True):
    """What a service is like; `yearly_use` is how often it is used a year."""

    name_fa: str
    name_en: str
    high_use: bool
    yearly_use: int | None = None


class ServiceContent(Struct, frozen=True):
    """A gap in `traits` is a time in which the service is not offered."""

    agency: str
    code: str
    traits: Timeline[Traits]
    original: dict[str, str] = {}


class InstrumentContent(Struct, frozen=True):
    """`document` is the SHA-256 of the text itself."""

    number: str
    date: date
    issuer: str
    document: str | None = None


class Binds(Struct, frozen=True):
    """Agencies of these kinds, groups and parents (none named: all), more those included, less those excluded.

    `amended_by` is the instrument of a rule that is not the mandate's first.
    """

    kinds: tuple[AgencyKind, ...] = ()
    groups: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    including: tuple[str, ...] = ()
    excluding: tuple[str, ...] = ()
    amended_by: "InstrumentContent | None" = None


class RollUp(Struct, frozen=True):
    """How a parent stands with its affiliates, if at all; `amended_by` as of a rule of who is bound."""

    rule: RollUpRule | None = None
    amended_by: InstrumentContent | None = None


class DutyContent(Struct, frozen=True):
    """Without `roll_ups` a parent never stands together with its affiliates."""

    code: str
    name_fa: str
    name_en: str
    obligation: Connect | Digitize
    binds: Timeline[Binds]
    roll_ups: Timeline[RollUp] = ()

    @property
    def roll_up(self) -> RollUpRule | None:
        """The one that stands: none is ever entered for a day to come."""
        return self.roll_ups[-1].value.rule if self.roll_ups else None


class Scope(Struct, frozen=True):
    kind: Literal["all", "group", "agency"] = "all"
    code: str | None = None


class Withdrawal(Struct, frozen=True):
    at: datetime
    instrument: InstrumentContent


class Link(Struct, frozen=True):
    """One deadline of the chain; revision 0 is the original. `announced_at` is when it was made public."""

    revision: int
    at: datetime
    announced_at: datetime
    instrument: InstrumentContent
    scope: Scope = Scope()
    final: bool = False
    withdrawn: Withdrawal | None = None


class MilestoneContent(Struct, frozen=True):
    code: str
    duty: str
    name_fa: str
    name_en: str
    at: datetime
    share_percent: int | None = None


class MandateContent(Struct, frozen=True):
    """A mandate with its duties in order and its chain of deadlines in order; `in_force` ends when it is repealed."""

    code: str
    name_fa: str
    name_en: str
    limits: Limits
    in_force: Span
    duties: tuple[DutyContent, ...]
    chain: tuple[Link, ...]
    milestones: tuple[MilestoneContent, ...] = ()
    repealed_by: InstrumentContent | None = None


class ExemptionContent(Struct, frozen=True):
    """`approver` is the authority that granted it."""

    agency: str
    code: str
    mandate: str
    span: Span
    basis_fa: str
    basis_en: str
    approver: str
    instrument: InstrumentContent


class Certificate(Struct, frozen=True):
    """The level at which `certifier`, an authority, found a service, by an instrument."""

    level: Level
    certifier: str
    instrument: InstrumentContent


class CertificationContent(Struct, frozen=True):
    """All that is certified of a service. A gap, or none at all, is a time without a certificate."""

    agency: str
    service: str
    certificates: Timeline[Certificate] = ()


class KeyContent(Struct, frozen=True):
    """`signed_by` is the key that signed this one in; None when it came by a one-time code."""

    agency: str
    key_id: str
    public_key: str
    enrolled_at: datetime
    signed_by: str | None = None
    revoked_at: datetime | None = None


class OversightContent(Struct, frozen=True):
    role: str
    names: Timeline[Names]


Content = (
    GroupContent
    | AgencyContent
    | ServiceContent
    | MandateContent
    | ExemptionContent
    | CertificationContent
    | KeyContent
    | OversightContent
    | ReferralContent
)
Kind = Literal[
    "group", "agency", "service", "mandate", "exemption", "certification", "key", "oversight_body", "referral"
]
KINDS: dict[Kind, type[Content]] = {
    "group": GroupContent,
    "agency": AgencyContent,
    "service": ServiceContent,
    "mandate": MandateContent,
    "exemption": ExemptionContent,
    "certification": CertificationContent,
    "key": KeyContent,
    "oversight_body": OversightContent,
    "referral": ReferralContent,
}
