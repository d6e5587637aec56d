"""What each language has to say of figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mohlat_contracts.registry import Level, Measure, Proof

from services.auditor.figures.definitions import Among, Counts, Over
from services.auditor.figures.forecast import Assumption
from services.auditor.figures.reconciling import StepName
from services.auditor.figures.rollup import Reason
from services.auditor.figures.verifying import DifferenceKind

ListName = Literal["numerator", "denominator", "not_judged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of one language. A name in braces is filled in.

    Attributes:
        steps: what a step changed.
        shift: how a step changed the figure; `entered` and `left` are said of each list in which somebody moved.
        differences: of a receipt from its recomputation.
        roll_ups: why a parent stands as it does with its affiliates.
    """

    steps: Mapping[StepName, str]
    shift: str
    entered: Mapping[ListName, str]
    left: Mapping[ListName, str]
    no_percent: str
    percent: str
    equal: str
    counts: Mapping[Counts, str]
    original_deadline: str
    extension: str
    deadline_in_force: str
    levels: Mapping[Level, str]
    measures: Mapping[Measure, str]
    proofs: Mapping[Proof, str]
    over: Mapping[Over, str]
    among: Mapping[Among, str]
    everybody: str
    selection: str
    group: str
    parent: str
    trait: str
    end_of: str
    instant: str
    separator: str
    differences: Mapping[DifferenceKind, str]
    roll_ups: Mapping[Reason, str]
    forecast: str
    forecast_without_estimate: str
    forecast_after: str
    pace_needed: str
    no_day_left: str
    method: str
    assumptions: Mapping[Assumption, str]
