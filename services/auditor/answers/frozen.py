"""Figures that were published, each beside what is computed now. Pure."""

from datetime import datetime
from typing import Protocol

from msgspec import Raw, Struct, structs

from services.auditor.answers.comparisons import DifferenceAnswer, StepAnswer, difference_answer, moved_in, step_answer
from services.auditor.answers.figures import as_float, raw_receipt
from services.auditor.answers.names import Name, Names, names_of
from services.auditor.figures.freezing import Comparison, Frozen, Outcome


class Published(Protocol):
    """A frozen figure, and by whom it was."""

    @property
    def frozen(self) -> Frozen: ...
    @property
    def by(self) -> str: ...
    @property
    def note(self) -> str: ...


class FrozenAnswer(Struct, frozen=True, kw_only=True):
    """A figure as it was published under a name.

    Attributes:
        frozen_at: by the domain clock.
        by: who froze it; `note`: what for.
        sha256: the seal of its receipt.
    """

    name: str
    frozen_at: datetime
    by: str
    note: str
    definition: str
    label_fa: str
    label_en: str
    as_of: datetime
    known_at: datetime
    numerator: int
    denominator: int
    percent: float | None
    sha256: str


class FrozenListAnswer(Struct, frozen=True, kw_only=True):
    frozen: tuple[FrozenAnswer, ...]


class ComparisonAnswer(Struct, frozen=True, kw_only=True):
    """Whether the very same question still gets the very same answer, why not, and the steps to today's."""

    outcome: Outcome
    differences: tuple[DifferenceAnswer, ...]
    steps: tuple[StepAnswer, ...]
    agencies: dict[str, Name]


class OneFrozenAnswer(FrozenAnswer, frozen=True, kw_only=True):
    comparison: ComparisonAnswer
    receipt: Raw


def frozen_answer(published: Published) -> FrozenAnswer:
    frozen = published.frozen
    receipt = frozen.receipt
    return FrozenAnswer(
        name=frozen.name,
        frozen_at=frozen.frozen_at,
        by=published.by,
        note=published.note,
        definition=receipt.definition.name,
        label_fa=receipt.definition.label_fa,
        label_en=receipt.definition.label_en,
        as_of=receipt.as_of,
        known_at=receipt.known_at,
        numerator=receipt.tally.numerator,
        denominator=receipt.tally.denominator,
        percent=as_float(receipt.tally.percent),
        sha256=receipt.sha256,
    )


def one_frozen_answer(published: Published, found: Comparison, names: Names) -> OneFrozenAnswer:
    steps = tuple(map(step_answer, found.steps.steps))
    return OneFrozenAnswer(
        **structs.asdict(frozen_answer(published)),
        comparison=ComparisonAnswer(
            outcome=found.outcome,
            differences=tuple(map(difference_answer, found.differences)),
            steps=steps,
            agencies=names_of(moved_in(steps), names),
        ),
        receipt=raw_receipt(published.frozen.receipt),
    )
