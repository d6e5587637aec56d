"""What would have been, in words."""

from collections.abc import Iterator, Mapping

from services.auditor.figures.delta import Standing
from services.auditor.figures.words import SENTENCES
from services.auditor.scoreboard.texts import TEXTS
from services.auditor.whatif import Answer, Move, WhatIfFigure
from services.calendar.jalali import Language

_NOWHERE: dict[Language, Mapping[str, str]] = {
    "en": {"not_listed": "not on the list", "not_bound": "does not have the duty", "not_judged": "not judged yet"},
    "fa": {"not_listed": "در فهرست نیست", "not_bound": "مشمول نیست", "not_judged": "هنوز ارزیابی نشده"},
}
_LINES: dict[Language, Mapping[str, str]] = {
    "en": {
        "as_of": "As of {as_of}, by what was known at {known_at}:",
        "figure": "{name}: {before} -> {after}",
        "entered": "  would count: {codes}",
        "left": "  would not count: {codes}",
        "nobody": "Nobody would stand elsewhere.",
        "moves": "{count} would stand elsewhere:",
        "move": "  {code} / {duty}: {was} -> {now}",
    },
    "fa": {
        "as_of": "در {as_of}، بر پایهٔ آنچه تا {known_at} دانسته بود:",
        "figure": "{name}: {before} ← {after}",
        "entered": "  شمرده می‌شد: {codes}",
        "left": "  شمرده نمی‌شد: {codes}",
        "nobody": "وضعیت هیچ دستگاهی دیگر نمی‌شد.",
        "moves": "وضعیت {count} مورد دیگر می‌شد:",
        "move": "  {code} / {duty}: {was} ← {now}",
    },
}


def told(answer: Answer, language: Language) -> str:
    """The figures, then whom the change moves and why."""
    lines = _LINES[language]
    said = SENTENCES[language]
    instants = {"as_of": said.bound(answer.as_of), "known_at": said.bound(answer.known_at)}
    count = len(answer.moves)
    told = [
        lines["as_of"].format(**instants),
        *(line for figure in answer.figures for line in _figure(figure, language)),
        lines["moves"].format(count=said.number(count)) if count else lines["nobody"],
        *(_move(move, language) for move in answer.moves),
    ]
    return "\n".join(told)


def _figure(figure: WhatIfFigure, language: Language) -> Iterator[str]:
    lines = _LINES[language]
    definition = figure.before.receipt.definition
    yield lines["figure"].format(
        name=definition.label_fa if language == "fa" else definition.label_en,
        before=SENTENCES[language].figure(figure.before.receipt.tally),
        after=SENTENCES[language].figure(figure.after.receipt.tally),
    )
    for name, codes in (("entered", figure.numerator_entered), ("left", figure.numerator_left)):
        if codes:
            yield lines[name].format(codes=", ".join(codes))


def _move(move: Move, language: Language) -> str:
    return _LINES[language]["move"].format(
        code=move.code,
        duty=move.duty,
        was=_stands(move.was, move.was_reason, move.was_grade, move.was_outcome, language),
        now=_stands(move.now, move.reason, move.grade, move.outcome, language),
    )


def _stands(standing: Standing, reason: str | None, grade: str | None, outcome: str | None, language: Language) -> str:
    texts = TEXTS[language]
    if standing in _NOWHERE[language]:
        return _NOWHERE[language][standing]
    more = (
        texts.reasons.get(reason) if reason else None,  # type: ignore[call-overload]
        texts.grades.get(grade) if grade else None,  # type: ignore[call-overload]
        texts.outcomes.get(outcome) if outcome else None,  # type: ignore[call-overload]
    )
    return f"{texts.statuses[standing]} ({SENTENCES[language].words.separator.join(text for text in more if text)})"  # type: ignore[index]
