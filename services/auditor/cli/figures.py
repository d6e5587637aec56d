"""`mohlat auditor figures` and `definitions`."""

from pathlib import Path
from typing import Annotated

import typer

from services.auditor.answers.figures import DefinitionsAnswer, FigureAnswer, FiguresAnswer, OneFigureAnswer
from services.auditor.cli.asking import Question, given
from services.auditor.cli.options import (
    AsJson,
    AsOf,
    Csv,
    Definitions,
    Group,
    KnownAt,
    Lang,
    Parent,
    Province,
    Url,
    Xlsx,
)
from services.auditor.cli.screen import Screen
from services.auditor.figures.families import Family
from services.auditor.figures.words import SENTENCES
from services.auditor.tables import sheet_of

_MOST_LISTED = 40
"""Bodies of a list that a table shows; the rest is in CSV, Excel and JSON."""
OfFamily = Annotated[Family | None, typer.Option("--family", help="Every definition of a family.")]


def figures(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="Those published, by default.")] = None,
    family: OfFamily = None,
    duty: Annotated[str | None, typer.Option("--duty", metavar="CODE", help="Only of this duty.")] = None,
    group: Group = None,
    parent: Parent = None,
    province: Province = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    bodies: Annotated[bool, typer.Option("--bodies", help="Every body of one figure, by name.")] = False,
    receipt: Annotated[
        Path | None, typer.Option("--receipt", metavar="FILE", help="Write the receipt of one figure.")
    ] = None,
    definitions: Definitions = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    as_json: AsJson = False,
    lang: Lang = None,
    url: Url = None,
) -> None:
    """Figures as of any instant, by what was known at any other, with the bodies that count and that do not.

    Exit code 0: the answer; 2: bad input; 3: the scoreboard is not reached.
    """
    question = Question(url, lang, as_json=as_json, csv=csv, xlsx=xlsx, definitions=definitions)
    when = given(as_of=as_of, known_at=known_at, group=group, parent=parent, province=province)
    if bodies or receipt:
        if names is None or len(names) != 1:
            raise typer.BadParameter("takes the NAME of one figure", param_hint="--bodies" if bodies else "--receipt")
        if receipt:
            question.save(receipt, ("figures", names[0], "receipt"), when)
        if bodies:
            question.ask(OneFigureAnswer, lambda found: _show_one(question.screen, found), ("figures", names[0]), when)
            return
    asked = given(definition=names or None, family=family, duty=duty)
    question.ask(FiguresAnswer, lambda found: _show(question.screen, found), ("figures",), {**when, **asked})


def definitions(
    family: OfFamily = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    as_json: AsJson = False,
    lang: Lang = None,
    url: Url = None,
) -> None:
    """The named definitions: what each counts, over which bodies, in a sentence. With --json a document to change."""
    question = Question(url, lang, as_json=as_json, csv=csv, xlsx=xlsx)

    def show(found: DefinitionsAnswer) -> None:
        fa = question.language == "fa"
        for each in found.definitions:
            question.screen.line(f"{each.name}  ·  {each.label_fa if fa else each.label_en}", "bold")
            question.screen.line(f"    {each.definition_fa if fa else each.definition_en}")

    question.ask(DefinitionsAnswer, show, ("definitions",), given(family=family))


def _show(screen: Screen, found: FiguresAnswer) -> None:
    sentences = SENTENCES[screen.language]
    screen.say(f"وضعیت در {sentences.bound(found.as_of)}", f"As of {sentences.bound(found.as_of)}", "bold")
    if found.known_at != found.as_of:
        known = sentences.bound(found.known_at)
        screen.say(f"بر پایهٔ دانسته‌ها تا {known}", f"By what was known at {known}")
    screen.sheet(sheet_of(found, screen.language), without=("as_of", "known_at", "definition"))
    for figure in found.figures:
        _show_bodies(screen, figure)


def _show_bodies(screen: Screen, figure: FigureAnswer) -> None:
    """Who does not count and who is not judged, by code; those that count where they are not too many."""
    fa = screen.language == "fa"
    label = figure.label_fa if fa else figure.label_en
    for title_fa, title_en, codes in (
        ("شمرده‌شده", "counted", figure.counted),
        ("شمرده‌نشده", "not counted", figure.not_counted),
        ("ارزیابی‌نشده", "not judged", figure.not_judged),
    ):
        title = f"{label}: {title_fa if fa else title_en}"
        if codes and len(codes) <= _MOST_LISTED:
            screen.codes(title, codes)
        elif codes:
            number = SENTENCES[screen.language].number(len(codes))
            more = "با ‎--bodies یا ‎--json" if fa else "listed by --bodies or --json"
            screen.line(f"{title} ({number}): … {more}", "dim")


def _show_one(screen: Screen, found: OneFigureAnswer) -> None:
    fa = screen.language == "fa"
    sentences = SENTENCES[screen.language]
    screen.line(found.label_fa if fa else found.label_en, "bold")
    screen.line(found.definition_fa if fa else found.definition_en)
    screen.line(f"{sentences.bound(found.as_of)}: {sentences.figure(found)}", "bold")
    screen.sheet(sheet_of(found, screen.language))
