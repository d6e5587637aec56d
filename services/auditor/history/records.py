"""What the history answers with, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from mohlat_contracts.registry import AgencyKind
from mohlat_contracts.verdicts import Share, VerdictData
from msgspec import Struct

from services.auditor.figures.bodies import Body
from services.auditor.figures.computing import percent

Times = Mapping[int, datetime | None]
"""How far each partition is; None where its writer has promised nothing yet."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as it was named and placed at an instant."""

    code: str
    name_fa: str
    name_en: str
    group: str
    group_name_fa: str
    group_name_en: str
    kind: AgencyKind
    parent: str | None
    synthetic: bool
    partition: int
    province: str | None = None

    @property
    def is_sandbox(self) -> bool:
        """Whether it is there for trying things out: it has a page, and is in no figure and no list."""
        return self.kind == "sandbox"


class RecordedVerdict(Struct, frozen=True, kw_only=True):
    """A verdict with its id."""

    id: str
    data: VerdictData


class BodyShares(Struct, frozen=True, kw_only=True):
    """A body under a duty to digitize with its shares; none where it is not judged or has no such duty then."""

    body: Body
    shares: tuple[Share, ...]


class Counts(Struct, frozen=True, kw_only=True):
    """A figure by its numbers alone."""

    numerator: int
    denominator: int
    not_judged: int

    @property
    def percent(self) -> Decimal | None:
        """With one decimal, halves up; None over no bodies."""
        return percent(self.numerator, self.denominator)


class Line(Struct, frozen=True, kw_only=True):
    """A figure over the bodies that have `key` in common; None is that they have none."""

    key: str | None
    counts: Counts
