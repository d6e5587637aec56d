"""`mohlat auditor replay`: the log judged again, and what was recorded held against it."""

from typing import Annotated

import msgspec
import typer

from services.auditor.cli.kafka import DIFFERS, Kafka, Partitions, Prefix, log_of, reading
from services.auditor.cli.replay_words import MOST_LINES, difference, summary
from services.auditor.replay import replay as replay_log
from services.calendar.days import NoSuchDay, until_end
from services.calendar.jalali import Language


def replay(
    until: Annotated[str | None, typer.Option(metavar="DAY|INSTANT", help="What became known before it.")] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="That share the partitions; one for each core.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Every difference, with both sides.")] = False,
    lang: Annotated[Language, typer.Option(help="fa or en.")] = "en",
    kafka: Kafka = None,
    prefix: Prefix = None,
    partitions: Partitions = None,
) -> None:
    """Fold and judge the topics again, without the worker, and compare with what is recorded.

    Exit code 0: the same; 1: every difference is named; 2: bad input; 3: the topics cannot be read.
    """
    try:
        instant = until_end(until) if until else None
    except NoSuchDay as error:
        raise typer.BadParameter(str(error)) from error
    log = log_of(kafka, prefix, partitions)
    replayed = reading(log, lambda: replay_log(log, instant, processes))
    if as_json:
        said = {"same": replayed.same, "until": replayed.until, "partitions": replayed.partitions}
        typer.echo(msgspec.json.encode(said).decode())
    else:
        typer.echo(summary(replayed, lang))
        for each in replayed.differences[:MOST_LINES]:
            typer.echo(difference(each, lang))
    if not replayed.same:
        raise typer.Exit(DIFFERS)
