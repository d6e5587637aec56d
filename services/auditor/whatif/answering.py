"""Who would stand elsewhere, and what the figures would have become."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from mohlat_contracts.envelope import Instant
from mohlat_contracts.verdicts import ConnectionGrade, Outcome, Reason
from msgspec import Struct

from services.auditor.figures import DEFINITIONS, Body, Census, Definition, Receipt, issue
from services.auditor.figures.definitions import outcome_under
from services.auditor.figures.delta import Standing
from services.auditor.whatif.changes import Change, OtherDefinition
from services.auditor.whatif.changing import change_law
from services.auditor.whatif.defining import change_definitions
from services.auditor.whatif.facts import Facts


class NotJudged(ValueError):
    """An instant through which not everything is judged.

    Attributes:
        judged_through: None while a partition has not begun.
    """

    def __init__(self, judged_through: datetime | None) -> None:
        super().__init__(judged_through)
        self.judged_through = judged_through

    def __str__(self) -> str:
        told = (
            "nothing is judged yet" if self.judged_through is None else f"judged is {self.judged_through.isoformat()}"
        )
        return f"not everything is judged through that instant: {told}"


class Question(Struct, frozen=True, kw_only=True):
    """What if.

    Attributes:
        as_of: when it is true; None for the latest instant through which everything is judged.
        known_at: what becomes known from then on is left out; None for `as_of`.
        definitions: of the figures asked for, one for each name.
    """

    changes: tuple[Change, ...]
    as_of: datetime | None = None
    known_at: datetime | None = None
    definitions: tuple[Definition, ...] = DEFINITIONS


Assessment = tuple[Standing, Reason | None, ConnectionGrade | None, Outcome | None]


class Move(Struct, frozen=True, kw_only=True):
    """One body that would stand elsewhere under one duty.

    Attributes:
        outcome: whether it met the duty by the deadline in force.
    """

    code: str
    duty: str
    was: Standing
    now: Standing
    was_reason: Reason | None
    reason: Reason | None
    was_grade: ConnectionGrade | None
    grade: ConnectionGrade | None
    was_outcome: Outcome | None
    outcome: Outcome | None


class Side(Struct, frozen=True, kw_only=True):
    """A figure on one side. Its receipt rests on what would have been said, and holds against the log only as it is."""

    numerator: int
    denominator: int
    percent: float | None
    receipt: Receipt


class WhatIfFigure(Struct, frozen=True, kw_only=True):
    """A figure as it is and as it would be, and whom that moves into its lists and out of them."""

    name: str
    before: Side
    after: Side
    numerator_entered: tuple[str, ...]
    numerator_left: tuple[str, ...]
    denominator_entered: tuple[str, ...]
    denominator_left: tuple[str, ...]


class Answer(Struct, frozen=True, kw_only=True):
    """Moves by duty and code; figures in the order in which they were asked for."""

    form: Literal[1] = 1
    as_of: Instant
    known_at: Instant
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    figures: tuple[WhatIfFigure, ...]


def answer(facts: Facts, question: Question) -> Answer:
    """What would be, had the law and the definitions been others from the beginning.

    Raises:
        ChangesInvalid: a change names what does not exist, or is not possible.
        NotJudged: an instant lies after what is judged.
    """
    as_of, known_at = _instants(facts.judged_through, question)
    numbered = list(enumerate(question.changes, start=1))
    definitions = change_definitions(
        question.definitions, [(n, each) for n, each in numbered if isinstance(each, OtherDefinition)]
    )
    changed = change_law(facts.law(), [(n, each) for n, each in numbered if not isinstance(each, OtherDefinition)])
    instead = facts.verdicts_under(changed)
    duties = sorted({*facts.duties(), *(each.duty for each in question.definitions)})
    before = {duty: facts.census(duty, as_of, known_at) for duty in duties}
    after = {duty: facts.census(duty, as_of, known_at, instead) for duty in duties}
    return Answer(
        as_of=as_of,
        known_at=known_at,
        changes=question.changes,
        moves=tuple(move for duty in duties for move in moves(before[duty], after[duty])),
        figures=tuple(
            _figure(each, definitions[each.name], before[each.duty], after[each.duty]) for each in question.definitions
        ),
    )


def moves(before: Census, after: Census) -> Iterator[Move]:
    """Every body whose status, reason, grade or timeliness is another, by code."""
    was, now = before.by_code(), after.by_code()
    for code in sorted(was.keys() | now.keys()):
        then, here = _assessed(was.get(code)), _assessed(now.get(code))
        if then != here:
            yield Move(
                code=code,
                duty=before.duty,
                was=then[0],
                now=here[0],
                was_reason=then[1],
                reason=here[1],
                was_grade=then[2],
                grade=here[2],
                was_outcome=then[3],
                outcome=here[3],
            )


def _assessed(body: Body | None) -> Assessment:
    if body is None:
        return "not_listed", None, None, None
    if not body.judged:
        return "not_judged", None, None, None
    return body.status or "not_bound", body.reason, body.grade, outcome_under(body, None)


def _figure(as_it_is: Definition, as_if: Definition, before: Census, after: Census) -> WhatIfFigure:
    was, now = issue(as_it_is, before), issue(as_if, after)
    return WhatIfFigure(
        name=as_it_is.name,
        before=_side(was),
        after=_side(now),
        numerator_entered=_less(now.numerator, was.numerator),
        numerator_left=_less(was.numerator, now.numerator),
        denominator_entered=_less(now.denominator, was.denominator),
        denominator_left=_less(was.denominator, now.denominator),
    )


def _side(receipt: Receipt) -> Side:
    found = receipt.tally
    percent = None if found.percent is None else float(found.percent)
    return Side(numerator=found.numerator, denominator=found.denominator, percent=percent, receipt=receipt)


def _less(codes: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    there = set(others)
    return tuple(code for code in codes if code not in there)


def _instants(judged_through: datetime | None, question: Question) -> tuple[datetime, datetime]:
    if judged_through is None:
        raise NotJudged(None)
    as_of = question.as_of or judged_through
    known_at = question.known_at or as_of
    if max(as_of, known_at) > judged_through:
        raise NotJudged(judged_through)
    return as_of, known_at
