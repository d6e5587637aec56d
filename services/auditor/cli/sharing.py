"""`mohlat auditor roll-ups`, `shares` and `history`."""

from typing import Annotated

import typer

from services.auditor.answers.histories import HistoryAnswer
from services.auditor.answers.sharing import RollUpsAnswer, ShareAnswer, SharesAnswer
from services.auditor.cli.asking import Question, given
from services.auditor.cli.options import AsJson, AsOf, Csv, Group, KnownAt, Lang, Parent, Province, Url, Xlsx
from services.auditor.figures.words import SENTENCES
from services.auditor.tables import sheet_of

OfDuty = Annotated[str, typer.Option("--duty", metavar="CODE")]


def roll_ups(
    duty: OfDuty = "connect",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    as_json: AsJson = False,
    lang: Lang = None,
    url: Url = None,
) -> None:
    """Parents by themselves ("core only") and with their affiliates, under the rule that their duty carries."""
    question = Question(url, lang, as_json=as_json, csv=csv, xlsx=xlsx)

    def show(found: RollUpsAnswer) -> None:
        language = question.language
        core, whole = map(SENTENCES[language].figure, (found.core_only, found.with_affiliates))
        question.screen.say(
            f"خود دستگاه‌ها: {core}؛ همراه تابعه‌ها: {whole}", f"Core only: {core}; core + affiliates: {whole}"
        )
        question.screen.sheet(sheet_of(found, language))

    question.ask(RollUpsAnswer, show, ("roll-ups",), given(duty=duty, as_of=as_of, known_at=known_at))


def shares(
    duty: OfDuty = "digitize",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    group: Group = None,
    parent: Parent = None,
    province: Province = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    as_json: AsJson = False,
    lang: Lang = None,
    url: Url = None,
) -> None:
    """Shares of services at each level: by number and by use, as stated and as certified. Bodies: --csv, --xlsx."""
    question = Question(url, lang, as_json=as_json, csv=csv, xlsx=xlsx)

    def show(found: SharesAnswer) -> None:
        for each in found.totals:
            question.screen.line(_total(each, question))

    asked = given(as_of=as_of, known_at=known_at, group=group, parent=parent, province=province)
    question.ask(SharesAnswer, show, ("shares",), {"duty": duty, **asked})


def history(
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="Its code.")],
    duty: Annotated[str | None, typer.Option("--duty", metavar="CODE", help="Of this duty alone.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    after: Annotated[str | None, typer.Option("--after", metavar="ID", help="`next` of the page before.")] = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    as_json: AsJson = False,
    lang: Lang = None,
    url: Url = None,
) -> None:
    """Every verdict on an agency, in order; one that corrects another names it."""
    question = Question(url, lang, as_json=as_json, csv=csv, xlsx=xlsx)

    def show(found: HistoryAnswer) -> None:
        question.screen.line(f"{found.agency}  {found.name_fa if question.language == 'fa' else found.name_en}", "bold")
        question.screen.sheet(sheet_of(found, question.language), without=("id", "rules"))
        if found.next is not None:
            question.screen.warn(f"--after {found.next}")

    question.ask(
        HistoryAnswer,
        show,
        ("agencies", agency, "history"),
        given(limit=1_000, duty=duty, as_of=as_of, known_at=known_at, after=after),
    )


def _total(share: ShareAnswer, question: Question) -> str:
    sentences = SENTENCES[question.language]
    words = sentences.words
    what = words.separator.join((words.levels[share.level], words.measures[share.by], words.proofs[share.proof]))
    return f"{what}: {sentences.out_of(share.reached, share.whole, share.percent)}"
