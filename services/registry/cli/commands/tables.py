"""Whole tables: rosters, services, contacts and certificates in, and out again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from services.registry.cli.command import REFUSED, command
from services.registry.cli.desk import Desk
from services.registry.cli.documents import TABLES, chunks_of, media_type_of, size_of, whole_or_not
from services.registry.cli.options import VIEWED
from services.registry.cli.showing.problems import show_row_errors
from services.registry.cli.showing.progress import Progress

app = typer.Typer()

TOTALS = ("rows", "new", "changed", "unchanged", "error_count")
_DRY_RUN = "dry run"


@command(app, "import")
def import_table(
    desk: Desk,
    kind: Annotated[
        Literal["agencies", "services", "contacts", "certificates"], typer.Argument(help="What the table holds.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or Excel; headers in Persian or English.")],
    reason: Annotated[str | None, typer.Option(help="Why; it stays in the journal for good.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and write nothing.")] = False,
) -> None:
    """Enter a table, all of it or nothing: agencies and certificates as a proposal, services and contacts at once."""
    if reason is None and not dry_run:
        raise typer.BadParameter("is needed to write", param_hint="--reason")
    media_type, size = media_type_of(file, TABLES), size_of(file)
    with Progress(desk.screen, size) as progress:

        def chunks() -> Iterator[bytes]:
            progress.begin("فرستادن جدول", "sending the table")
            for chunk in chunks_of(file):
                yield chunk
                progress.advance(len(chunk))
            progress.wait("بررسی و ثبت سطرها در سامانه", "the registry checks and enters the rows")

        answer = desk.registry.upload(
            "imports",
            kind,
            chunks=chunks,
            size=size,
            media_type=media_type,
            dry_run=dry_run,
            reason=reason or _DRY_RUN,
        )
    if desk.screen.as_json:
        desk.screen.verbatim(answer.text)
    else:
        _report(desk, answer.body)
    if answer.body["errors"]:
        raise typer.Exit(REFUSED)


@command(app, "export", VIEWED)
def export_table(
    desk: Desk,
    kind: Annotated[
        Literal["agencies", "services", "contacts", "exemptions", "certificates"],
        typer.Argument(help="What the table is to hold."),
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .csv or .xlsx.")],
) -> None:
    """Write a table as it was then; in Persian Excel opens it from right to left, and it can be imported again."""
    media_type_of(file, TABLES)
    with Progress(desk.screen, None) as progress:
        progress.wait("سامانه جدول را می‌نویسد", "the registry writes the table")

        def save(response: Any) -> None:
            size = response.headers.get("content-length", "")
            progress.begin("گرفتن جدول", "fetching the table", int(size) if size.isdecimal() else None)
            with whole_or_not(file) as opened:
                for chunk in response.iter_bytes():
                    opened.write(chunk)
                    progress.advance(len(chunk))

        name = kind + file.suffix.lower()
        desk.registry.download("exports", name, into=save, lang=desk.screen.language, **desk.view)
    desk.saved(file)


def _report(desk: Desk, report: dict[str, Any]) -> None:
    desk.screen.item({name: report[name] for name in TOTALS})
    if errors := report["errors"]:
        show_row_errors(desk.screen, errors)
        desk.screen.say("هیچ سطری ثبت نشد.", "Nothing was written.")
    elif report["dry_run"]:
        desk.screen.say(
            "جدول درست است و هنوز چیزی ثبت نشده؛ بدون --dry-run ثبت می‌شود.",
            "The table is good. Nothing is written yet: leave out --dry-run to write it.",
        )
    elif report["proposal"] is not None:
        desk.waits(report["proposal"])
    elif report["change"] is not None:
        desk.entered(report["change"])
    else:
        desk.screen.say("هرچه در جدول است پیش‌تر ثبت شده بود.", "Everything in the table is registered already.")
