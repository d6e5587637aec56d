"""The options that several commands have."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from services.calendar.days import NoSuchDay, parse_day, until_end
from services.calendar.jalali import Language

_SHARED, _FILES = "Shared options", "Files"
DAY = "DAY|INSTANT"


def _instant(text: str) -> str:
    """As RFC 3339; a day means its end in Tehran."""
    try:
        return until_end(text).isoformat().replace("+00:00", "Z")
    except NoSuchDay as error:
        raise typer.BadParameter(both(error)) from error


def _day(text: str) -> str:
    try:
        return parse_day(text).isoformat()
    except NoSuchDay as error:
        raise typer.BadParameter(both(error)) from error


def both(error: NoSuchDay) -> str:
    """What is wrong with a day, in both languages: a command's usage has none of its own."""
    return f"{error} (چنین روز یا لحظه‌ای نیست؛ مانند ۱۴۰۲-۰۳-۲۴ یا 2023-06-14)"


AsOf = Annotated[
    str | None,
    typer.Option("--as-of", parser=_instant, metavar=DAY, help="What was true then; a day means its end. Latest."),
]
KnownAt = Annotated[
    str | None, typer.Option("--known-at", parser=_instant, metavar=DAY, help="As it was known then; as of.")
]
FirstDay = Annotated[str | None, typer.Option("--from", parser=_day, metavar="DAY", help="Ninety days in all.")]
LastDay = Annotated[str | None, typer.Option("--to", parser=_day, metavar="DAY", help="The last that is judged.")]
Instant = Annotated[str, typer.Argument(parser=_instant, metavar=DAY)]
Group = Annotated[str | None, typer.Option("--group", metavar="CODE", help="Only the bodies of this group.")]
Parent = Annotated[str | None, typer.Option("--parent", metavar="CODE", help="Only those under this agency.")]
Province = Annotated[str | None, typer.Option("--province", metavar="CODE", help="Only those of this province.")]
Definitions = Annotated[
    Path | None,
    typer.Option(
        "--definitions", "--definition", metavar="FILE", help="Definitions of your own, YAML or JSON, by their names."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="The answer as it came.", rich_help_panel=_SHARED)]
Lang = Annotated[
    Language | None, typer.Option("--lang", help="fa or en; that of the terminal.", rich_help_panel=_SHARED)
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="URL",
        help="Where the scoreboard is; MOHLAT_SCOREBOARD_URL, or the local stack.",
        rich_help_panel=_SHARED,
    ),
]
Csv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Write the list as CSV.", rich_help_panel=_FILES)
]
Xlsx = Annotated[
    Path | None, typer.Option("--xlsx", metavar="FILE", help="Write the list as an Excel file.", rich_help_panel=_FILES)
]


def language_of(lang: Language | None, environ: Mapping[str, str] = os.environ) -> Language:
    """As asked for, or Persian where the locale of messages is Persian, otherwise English."""
    if lang is not None:
        return lang
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environ.get(variable):
            return "fa" if locale.lower().split("_")[0].split(".")[0] == "fa" else "en"
    return "en"
