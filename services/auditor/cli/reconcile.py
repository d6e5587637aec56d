"""`mohlat auditor reconcile` and `delta`."""

from typing import Annotated

import typer

from services.auditor.answers.comparisons import DeltaAnswer, ReconciliationAnswer, StepAnswer
from services.auditor.cli.asking import Question, given
from services.auditor.cli.board import Value
from services.auditor.cli.options import (
    AsJson,
    AsOf,
    Csv,
    Definitions,
    Group,
    Instant,
    KnownAt,
    Lang,
    Parent,
    Province,
    Url,
    Xlsx,
    both,
)
from services.auditor.cli.screen import Screen
from services.auditor.figures.words import SENTENCES
from services.auditor.tables import sheet_of
from services.auditor.tables.words import told, told_movement
from services.calendar.days import NoSuchDay, until_end

Side = Annotated[str, typer.Argument(metavar="NAME[@AS_OF[@KNOWN_AT]]")]


def reconcile(
    left: Side,
    right: Side,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    group: Group = None,
    parent: Parent = None,
    province: Province = None,
    definitions: Definitions = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    as_json: AsJson = False,
    lang: Lang = None,
    url: Url = None,
) -> None:
    """Why two figures differ: the steps from LEFT to RIGHT, each naming the bodies it moves.

    A side without its own instants takes those of --as-of and --known-at.
    `reconcile fully_connected connected --as-of 1402-03-24`; `reconcile connected@1401-12-29 connected@1402-03-24`.
    """
    question = Question(url, lang, as_json=as_json, csv=csv, xlsx=xlsx, definitions=definitions)
    question.ask(
        ReconciliationAnswer,
        lambda found: show_reconciliation(question.screen, found),
        ("reconcile",),
        _side("left", left)
        | _side("right", right)
        | given(as_of=as_of, known_at=known_at, group=group, parent=parent, province=province),
    )


def delta(
    earlier: Instant,
    later: Instant,
    duty: Annotated[str, typer.Option("--duty", metavar="CODE")] = "connect",
    known_at: KnownAt = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    as_json: AsJson = False,
    lang: Lang = None,
    url: Url = None,
) -> None:
    """Who moved between two dates: which body, from where to where, and why."""
    question = Question(url, lang, as_json=as_json, csv=csv, xlsx=xlsx)

    def show(found: DeltaAnswer) -> None:
        for flow in found.flows:
            was, now = (told("status", each, question.language) for each in (flow.was, flow.now))
            question.screen.line(f"{was} → {now}: {SENTENCES[question.language].number(flow.bodies)}")
        if found.moves:
            question.screen.sheet(sheet_of(found, question.language))
        else:
            question.screen.say("کسی جابه‌جا نشده است.", "Nobody moved.")

    question.ask(DeltaAnswer, show, ("delta",), given(from_=earlier, to=later, duty=duty, known_at=known_at))


def show_reconciliation(screen: Screen, found: ReconciliationAnswer) -> None:
    """Both figures, and between them a sentence for each step with the bodies it moves."""
    fa = screen.language == "fa"
    sentences = SENTENCES[screen.language]
    for side, first in ((found.left, True), (found.right, False)):
        label = side.label_fa if fa else side.label_en
        screen.line(
            f"{label}، {sentences.bound(side.as_of)}" if fa else f"{label}, {sentences.bound(side.as_of)}", "bold"
        )
        screen.line(f"    {sentences.figure(side)}")
        if first:
            show_steps(
                screen,
                found.steps,
                {code: (name.name_fa if fa else name.name_en) for code, name in found.agencies.items()},
            )
    if found.equal:
        screen.line(sentences.words.equal)


def show_steps(screen: Screen, steps: tuple[StepAnswer, ...], names: dict[str, str]) -> None:
    """Each step in a sentence, and under it who entered which list and who left it."""
    fa = screen.language == "fa"
    for number, step in enumerate(steps, 1):
        screen.line(f"  {SENTENCES[screen.language].number(number)}. {step.text_fa if fa else step.text_en}")
        for of, movement in (
            ("numerator", step.numerator),
            ("denominator", step.denominator),
            ("not_judged", step.not_judged),
        ):
            for way, codes in (("entered", movement.entered), ("left", movement.left)):
                if codes:
                    screen.line(f"      {told_movement(of, way, screen.language)}:")
                for code in codes:
                    screen.line(f"        {code}  {names.get(code, '')}")


def _side(name: str, written: str) -> dict[str, Value]:
    """`connected@1402-03-24` as the parameters of one side."""
    definition, *instants = written.split("@")
    if len(instants) > 2:
        raise typer.BadParameter(f"{written}: NAME, NAME@AS_OF or NAME@AS_OF@KNOWN_AT", param_hint=name.upper())
    try:
        read = [until_end(each).isoformat().replace("+00:00", "Z") for each in instants]
    except NoSuchDay as error:
        raise typer.BadParameter(both(error), param_hint=name.upper()) from error
    return given(**{name: definition} | dict(zip((f"{name}_as_of", f"{name}_known_at"), read, strict=False)))
