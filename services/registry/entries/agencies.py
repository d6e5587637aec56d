"""Entries about agencies and groups."""

from typing import Annotated, Literal

from mohlat_contracts.registry import AgencyKind
from pydantic import Field, model_validator

from services.registry.entries.fields import AgencyCode, Code, Entry, Instant, NamesEntry, originals


class AgencyEntry(NamesEntry):
    """`founded` is since when the agency exists; without it, since it was registered.

    `province` is where it is at home; a national body has none.
    A `sandbox` is for trying things out: it is in no figure, is sent no letter, and is a sandbox for good.
    """

    code: AgencyCode
    group: Code
    kind: AgencyKind
    parent: AgencyCode | None = None
    province: Code | None = None
    synthetic: bool = False
    founded: Instant | None = None


class RegisterAgencies(Entry):
    """All of them or none; those registered already with equal content stay as they are.

    `original` keeps, by agency and column, what was entered before it was cleaned.
    """

    action: Literal["register_agencies"] = "register_agencies"
    agencies: Annotated[tuple[AgencyEntry, ...], Field(min_length=1, max_length=100_000)]
    original: dict[AgencyCode, dict[str, str]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _keep_originals(cls, entered: object) -> object:
        return originals(entered, "agencies", lambda row: str(row.get("code")))


class PutGroup(NamesEntry):
    action: Literal["put_group"] = "put_group"
    code: Code
    effective_from: Instant | None = None


class RenameAgency(NamesEntry):
    """The names hold from `effective_from` (default: now) until the next names booked, or until `effective_until`."""

    action: Literal["rename_agency"] = "rename_agency"
    agency: AgencyCode
    effective_from: Instant | None = None
    effective_until: Instant | None = None


class MoveAgency(Entry):
    """The whole place of an agency: its group, kind, parent and province."""

    action: Literal["move_agency"] = "move_agency"
    agency: AgencyCode
    group: Code
    kind: AgencyKind
    parent: AgencyCode | None
    province: Code | None
    effective_from: Instant | None = None
    effective_until: Instant | None = None


class MergeAgencies(Entry):
    """The agencies end and `into` goes on; their affiliates come under it."""

    action: Literal["merge_agencies"] = "merge_agencies"
    agencies: Annotated[tuple[AgencyCode, ...], Field(min_length=1, max_length=100)]
    into: AgencyCode
    effective_from: Instant | None = None


class SplitAgency(Entry):
    """New agencies are founded out of one, which ends unless it `continues`."""

    action: Literal["split_agency"] = "split_agency"
    agency: AgencyCode
    into: Annotated[tuple[AgencyEntry, ...], Field(min_length=1, max_length=100)]
    continues: bool = False
    effective_from: Instant | None = None


class DissolveAgency(Entry):
    action: Literal["dissolve_agency"] = "dissolve_agency"
    agency: AgencyCode
    effective_from: Instant | None = None
