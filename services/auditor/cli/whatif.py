"""`mohlat auditor whatif`: who would stand elsewhere, and what the figures would have become."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from services.auditor.cli.assuming import Assumptions
from services.auditor.cli.documents import read_document
from services.auditor.cli.kafka import BAD_INPUT, Kafka, Partitions, Prefix, give_up, log_of, reading
from services.auditor.cli.whatif_words import told
from services.auditor.figures import DEFINITIONS, Definition
from services.auditor.figures.families import named
from services.auditor.whatif import Change, ChangesInvalid, NotJudged, Question, TooManyFacts, read_changes, what_if
from services.calendar.days import NoSuchDay, until_end
from services.calendar.jalali import Language

Many = list[str]


def whatif(
    file: Annotated[Path | None, typer.Option(help="Changes in YAML or JSON; before those of the options.")] = None,
    mandate: Annotated[str | None, typer.Option(help="The changes are of this mandate.")] = None,
    duty: Annotated[str | None, typer.Option(help="… of this duty.")] = None,
    agency: Annotated[Many | None, typer.Option(metavar="CODE", help="… for this agency; may be repeated.")] = None,
    group: Annotated[Many | None, typer.Option(metavar="CODE", help="… for this group; may be repeated.")] = None,
    kind: Annotated[Many | None, typer.Option(help="… for core, affiliated or sandbox; may be repeated.")] = None,
    province: Annotated[Many | None, typer.Option(metavar="CODE", help="… for this province.")] = None,
    deadline: Annotated[str | None, typer.Option(metavar="DAY|INSTANT", help="Another deadline.")] = None,
    of: Annotated[str | None, typer.Option(help="Which: current, original or a revision's number.")] = None,
    no_extensions: Annotated[bool, typer.Option("--no-extensions", help="No extension was ever granted.")] = False,
    exempt: Annotated[bool, typer.Option("--exempt", help="Exempt, from --from to --until.")] = False,
    not_exempt: Annotated[bool, typer.Option("--not-exempt", help="Not exempt; always, or in that span.")] = False,
    bind: Annotated[bool, typer.Option("--bind", help="Have the duty in that span.")] = False,
    unbind: Annotated[bool, typer.Option("--unbind", help="Do not have it; ever, or in that span.")] = False,
    start: Annotated[str | None, typer.Option("--from", metavar="DAY|INSTANT")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY|INSTANT")] = None,
    grade: Annotated[str | None, typer.Option(help="Of a connection: claimed, proven or full.")] = None,
    share_percent: Annotated[int | None, typer.Option(help="Of services.")] = None,
    level: Annotated[str | None, typer.Option(help="Of services.")] = None,
    by: Annotated[str | None, typer.Option(help="A share by count or by use.")] = None,
    proof: Annotated[str | None, typer.Option(help="A level by claimed or certified.")] = None,
    silent_after_days: Annotated[int | None, typer.Option(help="Of open time.")] = None,
    at_risk_days: Annotated[int | None, typer.Option(help="Before the deadline.")] = None,
    grace_open_hours: Annotated[int | None, typer.Option(help="Of open time.")] = None,
    count: Annotated[Many | None, typer.Option(metavar="FIGURE=WHAT", help="A figure counts that instead.")] = None,
    figure: Annotated[Many | None, typer.Option(metavar="NAME", help="Of the answer; the published ones.")] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DAY|INSTANT", help="The latest judged, by default.")] = None,
    known_at: Annotated[str | None, typer.Option(metavar="DAY|INSTANT", help="By what was known before it.")] = None,
    most: Annotated[int, typer.Option(min=1, help="Pieces of evidence held; a million takes a GiB.")] = 5_000_000,
    as_json: Annotated[bool, typer.Option("--json", help="With the receipts of both sides.")] = False,
    lang: Annotated[Language, typer.Option(help="fa or en.")] = "en",
    kafka: Kafka = None,
    prefix: Prefix = None,
    partitions: Partitions = None,
) -> None:
    """Judge all facts as if the law or a definition had been another from the beginning; nothing is touched.

    Exit code 0: the answer; 2: bad input; 3: the topics cannot be read.
    """
    assumed = Assumptions(
        mandate=mandate,
        duty=duty,
        agencies=tuple(agency or ()),
        groups=tuple(group or ()),
        kinds=tuple(kind or ()),
        provinces=tuple(province or ()),
        start=start,
        until=until,
        deadline=deadline,
        of=of,
        no_extensions=no_extensions,
        exempt=exempt,
        not_exempt=not_exempt,
        bind=bind,
        unbind=unbind,
        threshold=(
            ("grade", grade),
            ("share_percent", share_percent),
            ("level", level),
            ("by", by),
            ("proof", proof),
        ),
        limits=(
            ("silent_after_days", silent_after_days),
            ("at_risk_days", at_risk_days),
            ("grace_open_hours", grace_open_hours),
        ),
        counted=tuple(_counted(each) for each in count or ()),
    )
    log = log_of(kafka, prefix, partitions)
    try:
        question = Question(
            changes=_changes(file, assumed),
            as_of=_instant(as_of),
            known_at=_instant(known_at),
            definitions=_definitions(figure),
        )
        answer = reading(log, lambda: what_if(log, question, most))
    except ChangesInvalid as error:
        give_up("\n".join(error.problems), BAD_INPUT)
    except (NotJudged, TooManyFacts) as error:
        give_up(str(error), BAD_INPUT)
    typer.echo(msgspec.json.encode(answer).decode() if as_json else told(answer, lang))


def _changes(file: Path | None, assumed: Assumptions) -> tuple[Change, ...]:
    from_file = read_changes(read_document(file)) if file else ()
    changes = (*from_file, *read_changes(assumed.document()))
    if not changes:
        raise ChangesInvalid("no change is named; see --help")
    return changes


def _counted(text: str) -> tuple[str, str]:
    name, mark, counts = text.partition("=")
    if not mark:
        raise typer.BadParameter(f"{text!r} is not FIGURE=WHAT, such as connected=full")
    return name, counts


def _definitions(names: Many | None) -> tuple[Definition, ...]:
    try:
        return tuple(named(name) for name in dict.fromkeys(names)) if names else DEFINITIONS
    except KeyError as error:
        raise typer.BadParameter(f"no figure is called {error.args[0]!r}") from error


def _instant(text: str | None) -> datetime | None:
    try:
        return until_end(text) if text else None
    except NoSuchDay as error:
        raise typer.BadParameter(str(error)) from error
