"""`mohlat auditor freeze` and `frozen`."""

import asyncio
import getpass
import re
from datetime import datetime
from typing import Annotated

import typer

from services.auditor.answers.frozen import FrozenListAnswer, OneFrozenAnswer, frozen_answer
from services.auditor.cli.asking import Question, given
from services.auditor.cli.board import BAD_INPUT, NOT_REACHABLE, REFUSED
from services.auditor.cli.documents import read_document
from services.auditor.cli.options import AsJson, AsOf, Csv, Definitions, KnownAt, Lang, Url, Xlsx, language_of
from services.auditor.cli.places import place
from services.auditor.cli.reconcile import show_steps
from services.auditor.cli.screen import Screen
from services.auditor.figures.words import SENTENCES
from services.auditor.tables import sheet_of

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}", re.ASCII)


def freeze(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Under which it was published; for good.")],
    figure: Annotated[str, typer.Argument(metavar="FIGURE", help="The name of a definition.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    by: Annotated[str | None, typer.Option("--by", help="Who publishes it; whoever is signed in here.")] = None,
    note: Annotated[str, typer.Option("--note", help="Where it was published, and what for.")] = "",
    definitions: Definitions = None,
    database: Annotated[
        str | None, typer.Option("--database", metavar="URL", help="MOHLAT_DATABASE_URL, or the local stack.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Keep a published figure under a name, with its receipt; it is compared with its recomputation ever after.

    Writes into the auditor's database, and is for who may. Exit code 1: another figure has that name.
    """
    import msgspec
    from sqlalchemy.exc import SQLAlchemyError

    from services.auditor.figures.freezing import NotToBeFrozen
    from services.auditor.history import AlreadyFrozen, FrozenFigure
    from services.auditor.scoreboard.freezing import freeze_figure
    from services.auditor.scoreboard.problems import problem_of
    from services.auditor.scoreboard.refusals import Refusal
    from services.auditor.scoreboard.standing import NothingJudged
    from services.plumbing.settings import ProcessSettings

    if not _NAME.fullmatch(name):
        raise typer.BadParameter("letters a to z, digits, hyphens and dots (حروف لاتین کوچک، رقم، خط تیره و نقطه)")
    screen = Screen(language_of(lang))
    settings = ProcessSettings()
    address = (
        database or ("database_url" not in settings.model_fields_set and place("postgres")) or settings.database_url
    )
    own = b"" if definitions is None else msgspec.json.encode(read_document(definitions))
    instants = [datetime.fromisoformat(each) if each else None for each in (as_of, known_at)]

    async def work() -> FrozenFigure:
        return await freeze_figure(
            address, settings.partitions, name, figure, *instants, by=by or getpass.getuser(), note=note, own=own
        )

    try:
        kept = asyncio.run(work())
    except (AlreadyFrozen, NotToBeFrozen, Refusal, NothingJudged) as error:
        screen.warn(problem_of(error).said.in_(screen.language))
        raise typer.Exit(REFUSED if isinstance(error, AlreadyFrozen) else BAD_INPUT) from None
    except (SQLAlchemyError, OSError) as error:
        screen.warn(f"پایگاه داده در دسترس نیست: {error}" if screen.language == "fa" else f"No database: {error}")
        raise typer.Exit(NOT_REACHABLE) from None
    answer = frozen_answer(kept)
    if as_json:
        screen.verbatim(msgspec.json.encode(answer))
        return
    numbers = SENTENCES[screen.language].figure(kept.frozen.receipt.tally)
    screen.say(f"با نام {name} نگه داشته شد: {numbers}", f"Kept under the name {name}: {numbers}")


def frozen(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One of them, with its comparison.")] = None,
    figure: Annotated[
        str | None, typer.Option("--figure", metavar="NAME", help="Lead on to this figure; the same.")
    ] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    definitions: Definitions = None,
    csv: Csv = None,
    xlsx: Xlsx = None,
    as_json: AsJson = False,
    lang: Lang = None,
    url: Url = None,
) -> None:
    """Published figures; with a NAME one of them beside its recomputation, and the steps to what it is now.

    Exit code 1: its recomputation differs from what was published.
    """
    question = Question(url, lang, as_json=as_json, csv=csv, xlsx=xlsx, definitions=definitions)
    if name is None:

        def show(found: FrozenListAnswer) -> None:
            question.screen.sheet(sheet_of(found, question.language))

        question.ask(FrozenListAnswer, show, ("frozen",), {})
        return
    asked = given(definition=figure, as_of=as_of, known_at=known_at)
    content = question.fetch(("frozen", name), asked)
    found = question.read(content, OneFrozenAnswer, lambda each: _show(question.screen, each))
    if found.comparison.outcome == "differs":
        raise typer.Exit(REFUSED)


def _show(screen: Screen, found: OneFrozenAnswer) -> None:
    fa = screen.language == "fa"
    sentences = SENTENCES[screen.language]
    screen.line(f"{found.name}: {found.label_fa if fa else found.label_en}", "bold")
    screen.line(f"    {sentences.bound(found.as_of)}: {sentences.figure(found)}")
    same = found.comparison.outcome == "same"
    screen.say(
        "    محاسبهٔ دوباره همان است." if same else "    محاسبهٔ دوباره فرق دارد:",
        "    Its recomputation is the same." if same else "    Its recomputation differs:",
    )
    for difference in found.comparison.differences:
        screen.line(f"      {difference.text_fa if fa else difference.text_en}")
    names = {code: (name.name_fa if fa else name.name_en) for code, name in found.comparison.agencies.items()}
    show_steps(screen, found.comparison.steps, names)
