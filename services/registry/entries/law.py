"""Entries about mandates: obligations, whom they bind, deadlines and their instruments."""

from typing import Annotated, Literal

from mohlat_contracts.registry import AgencyKind, Grade, Level, Proof, Reach
from pydantic import Field, StringConstraints, model_validator

from services.registry.entries.fields import AgencyCode, Code, Day, Entry, Instant, Name, NamesEntry

Percent = Annotated[int, Field(ge=1, le=100)]
Weight = Annotated[int, Field(ge=0, le=1_000_000)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class InstrumentEntry(Entry):
    """The legal instrument; `document` is the SHA-256 of the uploaded text itself."""

    number: Name
    date: Day
    issuer: Name
    document: Sha256 | None = None


class LimitsEntry(Entry):
    """Silence in days of open time, warning in civil days, grace in hours of open time."""

    silent_after_days: Annotated[int, Field(ge=2, le=3650)]
    at_risk_days: Annotated[int, Field(ge=0, le=3650)]
    grace_open_hours: Annotated[int, Field(ge=0, le=8760)]


class ConnectEntry(Entry):
    kind: Literal["connect"]
    grade: Grade


class DigitizeEntry(Entry):
    """A share in per cent `among` services, counted by service or weighed by their yearly use.

    `proof` is what a level counts by: the agency's own statement, or an official's certificate.
    """

    kind: Literal["digitize"]
    share_percent: Annotated[int, Field(ge=1, le=100)]
    level: Level
    among: Literal["high_use", "all"] = "high_use"
    by: Literal["count", "use"] = "count"
    proof: Proof = "claimed"


class BindsEntry(Entry):
    """Whom a duty binds: agencies of these kinds, groups and parents (none named: all), with named exceptions.

    A sandbox is bound only where the kind `sandbox`, or the agency itself, is named.
    """

    kinds: Annotated[tuple[AgencyKind, ...], Field(max_length=3)] = ()
    groups: Annotated[tuple[Code, ...], Field(max_length=1_000)] = ()
    parents: Annotated[tuple[AgencyCode, ...], Field(max_length=1_000)] = ()
    including: Annotated[tuple[AgencyCode, ...], Field(max_length=10_000)] = ()
    excluding: Annotated[tuple[AgencyCode, ...], Field(max_length=10_000)] = ()


class AloneEntry(Entry):
    """Of a parent nothing is said together with its affiliates."""

    kind: Literal["alone"]


class EveryAffiliateEntry(Entry):
    """The parent has met the duty and so has every affiliate: those right under it, or all below."""

    kind: Literal["every"]
    reach: Reach = "all"


class ShareOfAffiliatesEntry(Entry):
    """The parent has met the duty and so have at least so many per cent of its affiliates."""

    kind: Literal["share"]
    percent: Percent
    reach: Reach = "all"


class WeightedEntry(Entry):
    """Those that have met the duty, the parent with its `own` weight among them, weigh so many per cent of all.

    `weights` are those of affiliates by code, `otherwise` that of every other. Each fact of the duty repeats them.
    """

    kind: Literal["weighted"]
    percent: Percent
    own: Weight = 1
    weights: Annotated[dict[AgencyCode, Weight], Field(max_length=500)] = Field(default_factory=dict)
    otherwise: Weight = 1
    reach: Reach = "all"

    @model_validator(mode="after")
    def _somebody_weighs(self) -> "WeightedEntry":
        if not self.own and not self.otherwise and not any(self.weights.values()):
            raise ValueError("must give weight to somebody")
        return self


RollUpEntry = Annotated[
    AloneEntry | EveryAffiliateEntry | ShareOfAffiliatesEntry | WeightedEntry, Field(discriminator="kind")
]
"""How a parent stands together with its affiliates."""


class DutyEntry(Entry):
    """Without names of its own a duty bears those of its mandate; without `roll_up` a parent stands alone."""

    code: Code
    name_fa: Name | None = None
    name_en: Name | None = None
    obligation: Annotated[ConnectEntry | DigitizeEntry, Field(discriminator="kind")]
    binds: BindsEntry
    roll_up: RollUpEntry | None = None


class MilestoneEntry(NamesEntry):
    """An interim goal of one duty on the way to its deadline."""

    code: Code
    duty: Code
    at: Instant
    share_percent: Annotated[int | None, Field(ge=1, le=100)] = None


class EnactMandate(NamesEntry):
    """It binds from `effective_from` on (default: now) and was made public at `announced_at` (default: then)."""

    action: Literal["enact_mandate"] = "enact_mandate"
    code: Code
    instrument: InstrumentEntry | None = None
    limits: LimitsEntry
    deadline: Instant
    duties: Annotated[tuple[DutyEntry, ...], Field(min_length=1, max_length=50)]
    milestones: Annotated[tuple[MilestoneEntry, ...], Field(max_length=100)] = ()
    effective_from: Instant | None = None
    announced_at: Instant | None = None


class ScopeEntry(Entry):
    """Everybody bound, one group, or one agency."""

    kind: Literal["all", "group", "agency"] = "all"
    code: Code | None = None


class ExtendDeadline(Entry):
    action: Literal["extend_deadline"] = "extend_deadline"
    mandate: Code
    deadline: Instant
    instrument: InstrumentEntry | None = None
    announced_at: Instant | None = None
    scope: ScopeEntry = ScopeEntry()
    final: bool = False


class WithdrawExtension(Entry):
    """The extension of that revision no longer counts; it stays in the book."""

    action: Literal["withdraw_extension"] = "withdraw_extension"
    mandate: Code
    deadline_revision: Annotated[int, Field(ge=1)]
    instrument: InstrumentEntry | None = None


class AmendBinding(Entry):
    """Another rule of who is bound by a duty, from `effective_from` on (default: now)."""

    action: Literal["amend_binding"] = "amend_binding"
    duty: Code
    binds: BindsEntry
    instrument: InstrumentEntry | None = None
    effective_from: Instant | None = None


class AmendRollUp(Entry):
    """Another rule of how a parent stands with its affiliates in a duty, from the approval on."""

    action: Literal["amend_roll_up"] = "amend_roll_up"
    duty: Code
    roll_up: RollUpEntry
    instrument: InstrumentEntry | None = None


class RepealMandate(Entry):
    action: Literal["repeal_mandate"] = "repeal_mandate"
    mandate: Code
    instrument: InstrumentEntry | None = None
    effective_from: Instant | None = None
