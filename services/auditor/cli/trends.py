"""`mohlat auditor series`, `burn-up` and `forecast`."""

from typing import Annotated

import typer

from services.auditor.answers.trends import AgainstAnswer, BurnUpAnswer, ForecastAnswer, PointAnswer, SeriesAnswer
from services.auditor.cli.asking import Question, given
from services.auditor.cli.options import (
    AsJson,
    AsOf,
    Csv,
    Definitions,
    FirstDay,
    Group,
    KnownAt,
    Lang,
    LastDay,
    Parent,
    Province,
    Url,
    Xlsx,
)
from services.auditor.cli.screen import Screen
from services.auditor.figures.words import SENTENCES
from services.auditor.tables import sheet_of

OfDefinition = Annotated[str, typer.Argument(metavar="NAME", help="Of a definition.")]


def series(
    name: OfDefinition,
    first: FirstDay = None,
    last: LastDay = None,
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
    """A figure at the end of each day; without --known-at each by what was known then."""
    question = Question(url, lang, as_json=as_json, csv=csv, xlsx=xlsx, definitions=definitions)
    question.ask(
        SeriesAnswer,
        lambda found: question.screen.sheet(sheet_of(found, question.language)),
        ("series",),
        given(definition=name, from_=first, to=last, known_at=known_at, group=group, parent=parent, province=province),
    )


def burn_up(
    name: OfDefinition,
    first: FirstDay = None,
    last: LastDay = None,
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
    """A figure day by day against each deadline of the chain: what was left, and the pace it would have taken."""
    question = Question(url, lang, as_json=as_json, csv=csv, xlsx=xlsx, definitions=definitions)

    def show(found: BurnUpAnswer) -> None:
        question.screen.sheet(sheet_of(found, question.language))
        for deadline in found.deadlines:
            _show_deadline(question.screen, deadline)

    question.ask(
        BurnUpAnswer,
        show,
        ("burn-up",),
        given(definition=name, from_=first, to=last, known_at=known_at, group=group, parent=parent, province=province),
    )


def forecast(
    name: OfDefinition,
    deadline: Annotated[
        int | None, typer.Option("--deadline", min=0, metavar="N", help="Its number in the chain; the last.")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=7, max=3650, help="To look back on.")] = 28,
    confidence: Annotated[int, typer.Option("--confidence", help="Of the interval: 80, 90 or 95 per cent.")] = 80,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    group: Group = None,
    parent: Parent = None,
    province: Province = None,
    definitions: Definitions = None,
    as_json: AsJson = False,
    lang: Lang = None,
    url: Url = None,
) -> None:
    """How many bodies are likely to miss a deadline, the pace it would take, and how that is worked out."""
    question = Question(url, lang, as_json=as_json, definitions=definitions)

    def show(found: ForecastAnswer) -> None:
        fa = question.language == "fa"
        question.screen.line(found.label_fa if fa else found.label_en, "bold")
        for text in found.text_fa if fa else found.text_en:
            question.screen.line(text)

    asked = given(as_of=as_of, known_at=known_at, group=group, parent=parent, province=province, deadline=deadline)
    question.ask(ForecastAnswer, show, ("forecast",), asked | given(definition=name, days=days, confidence=confidence))


def _show_deadline(screen: Screen, against: AgainstAnswer) -> None:
    sentences = SENTENCES[screen.language]
    number = sentences.number
    screen.line(f"{sentences.deadline(against.revision)}: {sentences.bound(against.at)}", "bold")
    screen.say(
        f"    هنگام اعلام: {_point(screen, against.announced)}؛ در مهلت: {_point(screen, against.reached)}",
        f"    when announced: {_point(screen, against.announced)}; at the deadline: {_point(screen, against.reached)}",
    )
    if against.remaining is not None:
        pace = number(against.pace_needed) if against.pace_needed is not None else "—"
        screen.say(
            f"    باقی‌مانده: {number(against.remaining)} دستگاه؛ روزهای مانده: {number(against.days_left)}؛ "
            f"آهنگ لازم: روزی {pace} دستگاه",
            f"    remaining: {against.remaining} bodies; days left: {against.days_left}; pace needed: {pace} a day",
        )


def _point(screen: Screen, point: PointAnswer | None) -> str:
    if point is None:
        return "—"
    return SENTENCES[screen.language].figure(point)
