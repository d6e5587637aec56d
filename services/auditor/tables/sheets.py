"""Which table shows which answer. Pure."""

from functools import singledispatch

from mohlat_contracts.verdicts import Timeliness

from services.auditor.answers.comparisons import (
    DeltaAnswer,
    MoveAnswer,
    ReconciliationAnswer,
    StepAnswer,
    VerificationAnswer,
)
from services.auditor.answers.figures import DefinitionsAnswer, FigureAnswer, FiguresAnswer, OneFigureAnswer
from services.auditor.answers.frozen import FrozenListAnswer
from services.auditor.answers.histories import HistoryAnswer
from services.auditor.answers.referring import ReferralAnswer, ReferralsAnswer
from services.auditor.answers.sharing import BodySharesAnswer, RollUpsAnswer, ShareAnswer, SharesAnswer
from services.auditor.answers.trends import BurnUpAnswer, SeriesAnswer
from services.auditor.figures import Definition
from services.auditor.figures.words import SENTENCES
from services.auditor.scoreboard.texts import TEXTS
from services.auditor.scoreboard.texts.referrals import REFERRALS
from services.auditor.tables.columns import Column, Title, codes_cell, day_cell, instant_cell, table
from services.auditor.tables.words import told, told_movement
from services.calendar.jalali import Language
from services.sheets import Sheet


@singledispatch
def sheet_of(answer: object, language: Language) -> Sheet:
    """The list in an answer as a table.

    Raises:
        TypeError: it holds no list.
    """
    raise TypeError(f"{type(answer).__name__} is no list")


@sheet_of.register
def _(answer: FiguresAnswer, language: Language) -> Sheet:
    fa = language == "fa"
    columns: list[Column[FigureAnswer]] = [
        ("figure", lambda each: each.name),
        ("name", lambda each: each.label_fa if fa else each.label_en),
        ("numerator", lambda each: each.numerator),
        ("denominator", lambda each: each.denominator),
        ("percent", lambda each: each.percent),
        ("not_judged", lambda each: each.bodies_not_judged),
        ("as_of", lambda each: instant_cell(each.as_of)),
        ("known_at", lambda each: instant_cell(each.known_at)),
        ("definition", lambda each: each.definition_fa if fa else each.definition_en),
    ]
    return table(Title("شاخص‌ها", "Figures"), language, columns, answer.figures)


@sheet_of.register
def _(answer: DefinitionsAnswer, language: Language) -> Sheet:
    fa = language == "fa"
    sentences = SENTENCES[language]
    columns: list[Column[Definition]] = [
        ("figure", lambda each: each.name),
        ("name", lambda each: each.label_fa if fa else each.label_en),
        ("duty", lambda each: each.duty),
        ("counts", sentences.counts),
        ("over", lambda each: sentences.words.over[each.over]),
        ("among", lambda each: sentences.words.among[each.among]),
        ("definition", lambda each: each.definition_fa if fa else each.definition_en),
    ]
    return table(Title("تعریف‌ها", "Definitions"), language, columns, answer.definitions)


@sheet_of.register
def _(answer: OneFigureAnswer, language: Language) -> Sheet:
    fa = language == "fa"
    return table(
        Title(answer.label_fa, answer.name),
        language,
        [
            ("code", lambda each: each.code),
            ("name", lambda each: each.name_fa if fa else each.name_en),
            ("kind", lambda each: told("kind", each.kind, language)),
            ("group", lambda each: each.group),
            ("parent", lambda each: each.parent),
            ("province", lambda each: each.province),
            ("place", lambda each: told("place", each.place, language)),
            ("status", lambda each: told("status", each.status, language)),
            ("grade", lambda each: told("grade", each.grade, language)),
            ("reason", lambda each: told("reason", each.reason, language)),
        ],
        answer.bodies,
    )


@sheet_of.register
def _(answer: ReconciliationAnswer, language: Language) -> Sheet:
    """A row for each body that a step moves."""
    fa = language == "fa"

    def name(code: str) -> str:
        found = answer.agencies[code]
        return found.name_fa if fa else found.name_en

    rows = [
        (number, step, of, way, code)
        for number, step in enumerate(answer.steps, 1)
        for of, movement in (
            ("numerator", step.numerator),
            ("denominator", step.denominator),
            ("not_judged", step.not_judged),
        )
        for way, codes in (("entered", movement.entered), ("left", movement.left))
        for code in codes
    ]
    columns: list[Column[tuple[int, StepAnswer, str, str, str]]] = [
        ("step", lambda row: row[0]),
        ("change", lambda row: row[1].text_fa if fa else row[1].text_en),
        ("list", lambda row: told_movement(row[2], row[3], language)),
        ("code", lambda row: row[4]),
        ("name", lambda row: name(row[4])),
    ]
    return table(Title("گام‌های میان دو رقم", "Reconciliation"), language, columns, rows)


@sheet_of.register
def _(answer: DeltaAnswer, language: Language) -> Sheet:
    fa = language == "fa"
    columns: list[Column[MoveAnswer]] = [
        ("code", lambda each: each.code),
        ("name", lambda each: each.name_fa if fa else each.name_en),
        ("was", lambda each: told("status", each.was, language)),
        ("now", lambda each: told("status", each.now, language)),
        ("was_grade", lambda each: told("grade", each.was_grade, language)),
        ("now_grade", lambda each: told("grade", each.grade, language)),
        ("reason", lambda each: told("reason", each.reason, language)),
    ]
    return table(Title("جابه‌جایی‌ها", "Moves"), language, columns, answer.moves)


@sheet_of.register(SeriesAnswer)
@sheet_of.register(BurnUpAnswer)
def _(answer: SeriesAnswer, language: Language) -> Sheet:
    return table(
        Title("روند", "Series"),
        language,
        [
            ("day", lambda each: day_cell(each.day, language)),
            ("numerator", lambda each: each.numerator),
            ("denominator", lambda each: each.denominator),
            ("percent", lambda each: each.percent),
            ("not_judged", lambda each: each.not_judged),
        ],
        answer.points,
    )


@sheet_of.register
def _(answer: RollUpsAnswer, language: Language) -> Sheet:
    fa = language == "fa"
    return table(
        Title("دستگاه‌ها با تابعه‌ها", "Roll-ups"),
        language,
        [
            ("code", lambda each: each.parent),
            ("name", lambda each: each.name_fa if fa else each.name_en),
            ("core", lambda each: told("result", each.core, language)),
            ("with_affiliates", lambda each: told("result", each.whole, language)),
            ("reason_whole", lambda each: each.whole_text_fa if fa else each.whole_text_en),
            ("affiliates_met", lambda each: codes_cell(each.met)),
            ("affiliates_not_met", lambda each: codes_cell(each.not_met)),
            ("affiliates_not_judged", lambda each: codes_cell(each.not_judged)),
        ],
        answer.parents,
    )


@sheet_of.register
def _(answer: SharesAnswer, language: Language) -> Sheet:
    """A row for each body and each share of it."""
    fa = language == "fa"
    columns: list[Column[tuple[BodySharesAnswer, ShareAnswer]]] = [
        ("code", lambda row: row[0].code),
        ("name", lambda row: row[0].name_fa if fa else row[0].name_en),
        ("level", lambda row: told("level", row[1].level, language)),
        ("measure", lambda row: told("measure", row[1].by, language)),
        ("proof", lambda row: told("proof", row[1].proof, language)),
        ("reached", lambda row: row[1].reached),
        ("whole", lambda row: row[1].whole),
        ("percent", lambda row: row[1].percent),
    ]
    rows = [(body, share) for body in answer.bodies for share in body.shares]
    return table(Title("سهم خدمات", "Shares"), language, columns, rows)


@sheet_of.register
def _(answer: HistoryAnswer, language: Language) -> Sheet:
    return table(
        Title("سیر ارزیابی‌ها", "History"),
        language,
        [
            ("duty", lambda each: each.duty),
            ("status", lambda each: told("status", each.status, language)),
            ("grade", lambda each: told("grade", each.grade, language)),
            ("reason", lambda each: told("reason", each.reason, language)),
            ("effective_at", lambda each: instant_cell(each.effective_at)),
            ("known_at", lambda each: instant_cell(each.known_at)),
            ("first_met_at", lambda each: instant_cell(each.first_met_at)),
            ("timeliness", lambda each: _timeliness(each.timeliness, language)),
            ("fact_count", lambda each: len(each.facts)),
            ("rules", lambda each: each.rules),
            ("supersedes", lambda each: each.supersedes),
            ("id", lambda each: each.id),
        ],
        answer.verdicts,
    )


@sheet_of.register
def _(answer: FrozenListAnswer, language: Language) -> Sheet:
    return table(
        Title("رقم‌های منتشرشده", "Frozen"),
        language,
        [
            ("name", lambda each: each.name),
            ("figure", lambda each: each.definition),
            ("numerator", lambda each: each.numerator),
            ("denominator", lambda each: each.denominator),
            ("percent", lambda each: each.percent),
            ("as_of", lambda each: instant_cell(each.as_of)),
            ("known_at", lambda each: instant_cell(each.known_at)),
            ("frozen_at", lambda each: instant_cell(each.frozen_at)),
            ("by", lambda each: each.by),
            ("note", lambda each: each.note),
        ],
        answer.frozen,
    )


@sheet_of.register
def _(answer: VerificationAnswer, language: Language) -> Sheet:
    fa = language == "fa"
    return table(
        Title("تفاوت‌ها", "Differences"),
        language,
        [
            ("change", lambda each: each.kind),
            ("agency", lambda each: each.about),
            ("before", lambda each: each.receipt),
            ("after", lambda each: each.recomputed),
            ("sentence", lambda each: each.text_fa if fa else each.text_en),
        ],
        answer.differences,
    )


def _timeliness(told_under: tuple[Timeliness, ...], language: Language) -> str:
    """`original: late; 1: on time`, by the deadline's number."""
    return "; ".join(f"{each.revision}: {told('outcome', each.outcome, language)}" for each in told_under)


@sheet_of.register
def _(answer: ReferralsAnswer, language: Language) -> Sheet:
    fa = language == "fa"
    words, bodies = REFERRALS[language], TEXTS[language].recipients

    def name(code: str) -> str:
        found = answer.agencies[code]
        return found.name_fa if fa else found.name_en

    columns: list[Column[ReferralAnswer]] = [
        ("referral", lambda each: each.referral.referral),
        ("code", lambda each: each.referral.agency),
        ("name", lambda each: name(each.referral.agency)),
        ("duty", lambda each: each.referral.duty),
        ("oversight_body", lambda each: bodies[each.referral.oversight_body]),
        ("number", lambda each: each.referral.number),
        ("opened_at", lambda each: instant_cell(each.referral.at)),
        ("state", lambda each: words.states[each.state]),
        ("due", lambda each: instant_cell(each.due)),
        ("past_due", lambda each: words.past_due if each.past_due else ""),
        ("result", lambda each: words.results[each.result] if each.result else ""),
    ]
    return table(Title("ارجاع‌ها", "Referrals"), language, columns, answer.referrals)
