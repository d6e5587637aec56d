"""Two figures and the steps between them; two dates and who moved; a receipt and its recomputation. Pure."""

from collections.abc import Iterable
from datetime import datetime

from mohlat_contracts.verdicts import ConnectionGrade, Reason
from msgspec import Struct

from services.auditor.answers.figures import as_float
from services.auditor.answers.names import Name, Names, name_of, names_of
from services.auditor.figures import Difference, Receipt, Reconciliation, Side, Step, Tally
from services.auditor.figures.delta import Delta, Standing
from services.auditor.figures.reconciling import Movement
from services.auditor.figures.words import SENTENCES


class TallyAnswer(Struct, frozen=True, kw_only=True):
    numerator: int
    denominator: int
    percent: float | None


class MovementAnswer(Struct, frozen=True, kw_only=True):
    """Codes of the bodies that entered a list and of those that left it."""

    entered: tuple[str, ...]
    left: tuple[str, ...]


class StepAnswer(Struct, frozen=True, kw_only=True):
    """One step: what it changes, in a word and in a sentence of each language, and whom it moves."""

    name: str
    text_fa: str
    text_en: str
    as_of: datetime
    known_at: datetime
    before: TallyAnswer
    after: TallyAnswer
    numerator: MovementAnswer
    denominator: MovementAnswer
    not_judged: MovementAnswer


class SideAnswer(Struct, frozen=True, kw_only=True):
    definition: str
    label_fa: str
    label_en: str
    definition_fa: str
    definition_en: str
    as_of: datetime
    known_at: datetime
    numerator: int
    denominator: int
    percent: float | None


class ReconciliationAnswer(Struct, frozen=True, kw_only=True):
    """The steps from the left figure to the right one, in order; `agencies` are all that a step names, by code."""

    left: SideAnswer
    right: SideAnswer
    equal: bool
    steps: tuple[StepAnswer, ...]
    agencies: dict[str, Name]


class InstantsAnswer(Struct, frozen=True, kw_only=True):
    as_of: datetime
    known_at: datetime


class MoveAnswer(Struct, frozen=True, kw_only=True):
    """One body that stands elsewhere; `reason` is of the later verdict."""

    code: str
    name_fa: str
    name_en: str
    was: Standing
    now: Standing
    was_grade: ConnectionGrade | None
    grade: ConnectionGrade | None
    reason: Reason | None


class FlowAnswer(Struct, frozen=True, kw_only=True):
    was: Standing
    now: Standing
    bodies: int


class DeltaAnswer(Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Who moved between two instants, by code, and how many from where to where."""

    duty: str
    from_: InstantsAnswer
    to: InstantsAnswer
    flows: tuple[FlowAnswer, ...]
    moves: tuple[MoveAnswer, ...]


class DifferenceAnswer(Struct, frozen=True, kw_only=True):
    """One thing that a receipt says and its recomputation does not; `about` names the agency, field or partition."""

    kind: str
    about: str
    receipt: str
    recomputed: str
    text_fa: str
    text_en: str


class VerificationAnswer(Struct, frozen=True, kw_only=True):
    """Whether a receipt holds; `recomputed` is the figure as it comes out now."""

    holds: bool
    definition: str
    label_fa: str
    label_en: str
    as_of: datetime
    known_at: datetime
    numerator: int
    denominator: int
    percent: float | None
    recomputed: TallyAnswer
    differences: tuple[DifferenceAnswer, ...]


def tally_answer(tally: Tally) -> TallyAnswer:
    return TallyAnswer(numerator=tally.numerator, denominator=tally.denominator, percent=as_float(tally.percent))


def step_answer(step: Step) -> StepAnswer:
    return StepAnswer(
        name=step.name,
        text_fa=SENTENCES["fa"].step(step),
        text_en=SENTENCES["en"].step(step),
        as_of=step.as_of,
        known_at=step.known_at,
        before=tally_answer(step.before),
        after=tally_answer(step.after),
        numerator=_movement(step.numerator),
        denominator=_movement(step.denominator),
        not_judged=_movement(step.not_judged),
    )


def moved_in(steps: Iterable[StepAnswer]) -> set[str]:
    """Everybody whom a step names."""
    movements = (each for step in steps for each in (step.numerator, step.denominator, step.not_judged))
    return {code for movement in movements for code in (*movement.entered, *movement.left)}


def reconciliation_answer(left: Side, right: Side, found: Reconciliation, names: Names) -> ReconciliationAnswer:
    steps = tuple(map(step_answer, found.steps))
    return ReconciliationAnswer(
        left=_side(left, found.first),
        right=_side(right, found.second),
        equal=not steps,
        steps=steps,
        agencies=names_of(moved_in(steps), names),
    )


def delta_answer(found: Delta, before: InstantsAnswer, after: InstantsAnswer, names: Names) -> DeltaAnswer:
    return DeltaAnswer(
        duty=found.duty,
        from_=before,
        to=after,
        flows=tuple(FlowAnswer(was=each.was, now=each.now, bodies=each.bodies) for each in found.flows),
        moves=tuple(
            MoveAnswer(
                code=move.code,
                name_fa=(name := name_of(move.code, names)).name_fa,
                name_en=name.name_en,
                was=move.was,
                now=move.now,
                was_grade=move.was_grade,
                grade=move.grade,
                reason=move.reason,
            )
            for move in found.moves
        ),
    )


def difference_answer(difference: Difference) -> DifferenceAnswer:
    return DifferenceAnswer(
        kind=difference.kind,
        about=difference.about,
        receipt=difference.receipt,
        recomputed=difference.recomputed,
        text_fa=SENTENCES["fa"].difference(difference),
        text_en=SENTENCES["en"].difference(difference),
    )


def verification_answer(receipt: Receipt, recomputed: Receipt, differences: Iterable[Difference]) -> VerificationAnswer:
    told = tuple(map(difference_answer, differences))
    tally = tally_answer(receipt.tally)
    return VerificationAnswer(
        holds=not told,
        definition=receipt.definition.name,
        label_fa=receipt.definition.label_fa,
        label_en=receipt.definition.label_en,
        as_of=receipt.as_of,
        known_at=receipt.known_at,
        numerator=tally.numerator,
        denominator=tally.denominator,
        percent=tally.percent,
        recomputed=tally_answer(recomputed.tally),
        differences=told,
    )


def _movement(movement: Movement) -> MovementAnswer:
    return MovementAnswer(entered=movement.entered, left=movement.left)


def _side(side: Side, tally: Tally) -> SideAnswer:
    definition = side.definition
    return SideAnswer(
        definition=definition.name,
        label_fa=definition.label_fa,
        label_en=definition.label_en,
        definition_fa=definition.definition_fa,
        definition_en=definition.definition_en,
        as_of=side.census.as_of,
        known_at=side.census.known_at,
        numerator=tally.numerator,
        denominator=tally.denominator,
        percent=as_float(tally.percent),
    )
